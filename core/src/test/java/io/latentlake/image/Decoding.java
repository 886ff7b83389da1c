package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.latentlake.table.RejectReason;
import java.lang.management.ManagementFactory;

/** Decodes files that were made to do harm, under the limits that are set by default. */
final class Decoding {
  static final ImageDecoder DECODER =
      new ImageDecoder(67_108_864, 50_000_000, new Background(255, 255, 255));

  static final long LITTLE = 4 << 20;

  private Decoding() {}

  /** Where the last of a marker of JPEG stands. */
  static int lastIndexOf(byte[] file, int marker) {
    for (int i = file.length - 2; i >= 0; i--) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) marker) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }

  interface Work {
    void run() throws Exception;
  }

  /** Bytes of heap that a piece of work takes in all, freed ones included. */
  static long allocated(Work work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try {
      // Once before, so that what is made only once does not count.
      work.run();
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      return threads.getCurrentThreadAllocatedBytes() - before;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Fails unless the file is rejected for a reason, with little memory. */
  static void assertLittle(byte[] file, RejectReason reason) {
    assertThat(
            allocated(
                () -> {
                  try {
                    DECODER.decode(file);
                    throw new AssertionError("was not rejected");
                  } catch (ImageRejectedException e) {
                    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
                  }
                }))
        .isLessThan(LITTLE);
  }

  /** Fails unless the file is rejected for a reason. */
  static void assertRejected(byte[] file, RejectReason reason, String detail) {
    assertThatThrownBy(() -> DECODER.decode(file))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .hasMessageContaining(detail);
  }
}
