package io.latentlake.jobs;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ingest.IngestResult;
import io.latentlake.table.ImageNote;
import java.util.ArrayList;
import java.util.List;

/** What looks amiss in the images that an ingest took, and what helps. */
final class IngestWarnings {
  private IngestWarnings() {}

  /** A sentence each; none if all is well. */
  static List<String> of(IngestResult result, DataOptions data) {
    List<String> warnings = new ArrayList<>();
    long coloured = count(result, ImageNote.COLOR_DROPPED);
    if (coloured > 0 && data.color().equals("auto")) {
      warnings.add(
          coloured
              + " of "
              + result.images().rows()
              + " images are in colour and were read as grey, which the first images are; set"
              + " data.color: rgb, or grey if they are to be so");
    }
    long dark = count(result, ImageNote.RANGE_UNUSED);
    if (dark > 0 && dark == result.sixteenBitReduced()) {
      warnings.add(
          "all "
              + dark
              + " images of more than 8 bits a sample use no more than an eighth of what their"
              + " files could hold, and are dark; if their samples have 12 bits, set data.range:"
              + " 12, or else min-max");
    }
    long damaged = count(result, ImageNote.DAMAGED);
    if (damaged > 0) {
      warnings.add(
          damaged
              + " images are of damaged files, and what is missing of them is grey; column notes"
              + " of table images says which");
    }
    if (result.emptyMasks() + result.fullMasks() > 0) {
      warnings.add(
          "of "
              + result.masks()
              + " masks "
              + result.emptyMasks()
              + " mark no pixel and "
              + result.fullMasks()
              + " mark every pixel, as those of "
              + String.join(", ", result.doubtfulMasks())
              + "; a pixel counts as marked if its value is not 0");
    }
    if (result.defectsToLearn() > 0) {
      warnings.add(
          result.defectsToLearn()
              + " images of splits train and validation have masks that mark defects, which the"
              + " model will learn as if they were normal; put them into split test");
    }
    long resized = count(result, ImageNote.MASK_RESIZED);
    if (resized > 0) {
      warnings.add(
          "masks of "
              + resized
              + " images have another size than their image, and were brought to it");
    }
    return warnings;
  }

  private static long count(IngestResult result, ImageNote note) {
    return result.imagesByNote().getOrDefault(note.text(), 0L);
  }
}
