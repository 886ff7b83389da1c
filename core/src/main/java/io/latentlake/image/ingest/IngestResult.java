package io.latentlake.image.ingest;

import io.latentlake.image.ImageShape;
import io.latentlake.table.WrittenRun;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of an ingest.
 *
 * @param items input items; always the rows of both tables together
 * @param images the images written
 * @param rejects the rejects written
 * @param shape shape of every image
 * @param imagesBySplit images by split
 * @param rejectsByReason rejects by reason
 * @param systemFiles the first few files that systems and programs left among the images
 * @param sixteenBitReduced images whose samples had more than 8 bits
 * @param imagesByNote images by note
 * @param masks images with a ground truth mask
 * @param emptyMasks of these, those of which no pixel is marked
 * @param fullMasks of these, those of which every pixel is marked
 * @param defectsToLearn training and validation images whose masks mark defects
 * @param doubtfulMasks the first images, by id, whose mask marks no pixel or every pixel
 * @param added items that the previous ingest did not find, including rejected ones
 * @param changed items that it found with other bytes, options or metadata
 * @param unchanged images copied from the previous ingest
 * @param retried items that the previous ingest rejected and this one tried again
 * @param removed images of the previous ingest that no longer exist
 * @param fingerprint hash over id, length and modification time of every item
 */
public record IngestResult(
    long items,
    WrittenRun images,
    WrittenRun rejects,
    ImageShape shape,
    Map<String, Long> imagesBySplit,
    Map<String, Long> rejectsByReason,
    List<String> systemFiles,
    long sixteenBitReduced,
    Map<String, Long> imagesByNote,
    long masks,
    long emptyMasks,
    long fullMasks,
    long defectsToLearn,
    List<String> doubtfulMasks,
    long added,
    long changed,
    long unchanged,
    long retried,
    long removed,
    String fingerprint) {
  /** Copies the lists and the maps, in the order of their keys. */
  public IngestResult {
    imagesBySplit = new TreeMap<>(imagesBySplit);
    rejectsByReason = new TreeMap<>(rejectsByReason);
    systemFiles = List.copyOf(systemFiles);
    doubtfulMasks = List.copyOf(doubtfulMasks);
    imagesByNote = new TreeMap<>(imagesByNote);
  }
}
