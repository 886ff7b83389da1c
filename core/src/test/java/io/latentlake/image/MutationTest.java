package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.latentlake.table.RejectReason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MutationTest {
  private static final int MUTANTS = 12_000;
  private static final int MAX_PIXELS = 50_000;

  /** The limits allow for some 5 MB of pixels; readers make their objects besides. */
  private static final long MOST_BYTES = 48L << 20;

  private static final ImageDecoder DECODER =
      new ImageDecoder(1 << 20, MAX_PIXELS, new Background(255, 255, 255));

  @Test
  void everyMutantIsDecodedOrRejected() {
    Mutations mutations = new Mutations(SoundFiles.all(), 1);
    AtomicInteger number = new AtomicInteger();
    Map<RejectReason, Integer> rejects = new EnumMap<>(RejectReason.class);
    AtomicInteger decoded = new AtomicInteger();
    // Far more than it takes: only a reader that does not come back needs as long.
    assertTimeoutPreemptively(
        Duration.ofMinutes(10),
        () -> {
          for (; number.get() < MUTANTS; number.incrementAndGet()) {
            decode(mutations.mutant(number.get()), number.get(), decoded, rejects);
          }
        },
        () -> "mutant " + number + " of seed 1 is being decoded still");
    int rejected = rejects.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(decoded.get() + rejected).isEqualTo(MUTANTS);
    assertThat(decoded.get()).as("decoded").isGreaterThan(MUTANTS / 20);
    assertThat(rejects)
        .containsKeys(
            RejectReason.CORRUPT,
            RejectReason.EMPTY,
            RejectReason.NOT_AN_IMAGE,
            RejectReason.TOO_MANY_PIXELS,
            RejectReason.UNSUPPORTED);
  }

  private static void decode(
      byte[] file, int number, AtomicInteger decoded, Map<RejectReason, Integer> rejects) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      ImageShape shape = DECODER.decode(file).shape();
      assertThat((long) shape.height() * shape.width()).isBetween(1L, (long) MAX_PIXELS);
      decoded.incrementAndGet();
    } catch (ImageRejectedException e) {
      rejects.merge(e.reason(), 1, Integer::sum);
    } catch (Throwable e) {
      throw new AssertionError("mutant " + number + " of seed 1 is not rejected", e);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes taken for mutant " + number + " of seed 1")
        .isLessThan(MOST_BYTES);
  }

  @Test
  void aSeedAndANumberAlwaysGiveTheSameFile() {
    Mutations mutations = new Mutations(SoundFiles.all(), 3);
    Mutations again = new Mutations(SoundFiles.all(), 3);
    assertThat(again.mutant(77)).isEqualTo(mutations.mutant(77));
    assertThat(new Mutations(SoundFiles.all(), 4).mutant(77)).isNotEqualTo(mutations.mutant(77));
  }
}
