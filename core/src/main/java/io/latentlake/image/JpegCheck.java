package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;

/**
 * What the segments of a JPEG file claim.
 *
 * @param width columns of its largest frame; 0 if there is none
 * @param height rows of its largest frame
 * @param components the most components that a frame has
 * @param scans number of passes over the pixels
 * @param segments parts before and between the scans
 * @param ended whether it has an end marker; the reader silently adds a missing one
 */
record JpegCheck(int width, int height, int components, int scans, int segments, boolean ended) {
  /** Encoders write about a dozen; each takes a few bytes and costs a pass over all pixels. */
  private static final int MOST_SCANS = 100;

  /** Metadata of tens of megabytes come in segments of 64 KiB; the reader keeps a list of them. */
  private static final int MOST_SEGMENTS = 10_000;

  private static final int MOST_COMPONENTS = 4;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  /** Reads the segments between two positions of a file. */
  static JpegCheck of(byte[] file, int from, int to) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int width = 0;
    int height = 0;
    int components = 0;
    int scans = 0;
    int segments = 0;
    boolean ended = false;
    int at = nextMarker(file, from, to);
    while (at + 1 < to && !ended) {
      int marker = file[at + 1] & 0xff;
      ended = marker == END_OF_IMAGE;
      boolean bare = marker == 0x01 || marker >= 0xd0 && marker <= END_OF_IMAGE;
      int length = 0;
      if (!bare && at + 4 <= to) {
        segments++;
        length = bytes.getShort(at + 2) & 0xffff;
        boolean frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame && at + 10 <= to) {
          height = Math.max(height, bytes.getShort(at + 5) & 0xffff);
          width = Math.max(width, bytes.getShort(at + 7) & 0xffff);
          components = Math.max(components, file[at + 9] & 0xff);
        }
        scans += marker == START_OF_SCAN ? 1 : 0;
      }
      at = nextMarker(file, Math.min(at + 2 + length, to), to);
    }
    return new JpegCheck(width, height, components, scans, segments, ended);
  }

  /** The position of the next marker, after fill bytes and scan data. */
  private static int nextMarker(byte[] file, int from, int to) {
    int at = from;
    while (at + 1 < to) {
      int after = file[at + 1] & 0xff;
      if (file[at] == (byte) 0xff && after != 0 && after != 0xff) {
        return at;
      }
      at++;
    }
    return to;
  }

  void requireWithin(ImageDecoder limits) throws ImageRejectedException {
    // No frame, or one without a height: the reader reports the fault.
    limits.requirePixels(Math.max(1, width), Math.max(1, height));
    if (components > MOST_COMPONENTS) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "jpeg: " + components + " components; at most 4 are supported");
    }
    if (scans > MOST_SCANS || segments > MOST_SEGMENTS + scans) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT,
          "jpeg: "
              + scans
              + " scans in "
              + segments
              + " segments; no encoder makes more than "
              + MOST_SCANS
              + " in "
              + MOST_SEGMENTS);
    }
  }
}
