package io.latentlake.jobs;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ingest.IngestResult;
import io.latentlake.table.ImageNote;
import java.util.ArrayList;
import java.util.List;

/** Warns of likely mistakes in ingested images, each with a remedy. */
final class IngestWarnings {
  private IngestWarnings() {}

  /** One sentence per warning. */
  static List<String> of(IngestResult result, DataOptions data) {
    List<String> warnings = new ArrayList<>();
    long coloured = count(result, ImageNote.COLOR_DROPPED);
    if (coloured > 0 && data.color().equals("auto")) {
      warnings.add(
          coloured
              + " of "
              + result.images().rows()
              + " images are in colour but were converted to grey, because the first images are"
              + " grey; set data.color: rgb to keep colours, or data.color: grey");
    }
    long dark = count(result, ImageNote.RANGE_UNUSED);
    if (dark > 0 && dark == result.sixteenBitReduced()) {
      warnings.add(
          "all "
              + dark
              + " images of more than 8 bits a sample use no more than an eighth of their files'"
              + " range and are dark; if their samples have 12 bits, set data.range: 12, otherwise"
              + " min-max");
    }
    long damaged = count(result, ImageNote.DAMAGED);
    if (damaged > 0) {
      warnings.add(
          damaged
              + " images come from damaged files, and their missing parts are grey; column notes of"
              + " table images says which");
    }
    if (result.emptyMasks() + result.fullMasks() > 0) {
      warnings.add(
          "of "
              + result.masks()
              + " masks "
              + result.emptyMasks()
              + " mark no pixel and "
              + result.fullMasks()
              + " mark every pixel, such as those of "
              + String.join(", ", result.doubtfulMasks())
              + "; a mask marks every pixel whose value is not 0");
    }
    if (result.defectsToLearn() > 0) {
      warnings.add(
          result.defectsToLearn()
              + " images of splits train and validation have masks that mark defects; the model"
              + " will learn the defects as normal; move these images to split test");
    }
    long resized = count(result, ImageNote.MASK_RESIZED);
    if (resized > 0) {
      warnings.add(
          "masks of " + resized + " images had another size than their image and were resized");
    }
    return warnings;
  }

  private static long count(IngestResult result, ImageNote note) {
    return result.imagesByNote().getOrDefault(note.text(), 0L);
  }
}
