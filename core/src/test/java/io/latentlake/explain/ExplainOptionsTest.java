package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NativeMemory;
import org.junit.jupiter.api.Test;

class ExplainOptionsTest {
  private static final long GIB = 1L << 30;

  @Test
  void largeImagesTakeFewerPassesAtATime() {
    assertThat(passes(28)).isEqualTo(256);
    assertThat(passes(256)).isBetween(2, 100);
    NativeMemory memory = memory(256);
    assertThat(memory.bytes(passes(256))).isLessThanOrEqualTo(GIB);
    assertThat(memory.bytes(passes(256) + 1)).isGreaterThan(GIB);
    assertThat(passes(4096)).isEqualTo(1);
  }

  private static int passes(int side) {
    return Options.of(ExplainOptions.class)
        .within(memory(side), Integer.MAX_VALUE)
        .passesPerBatch();
  }

  private static NativeMemory memory(int side) {
    ModelOptions model = Options.of(ModelOptions.class, "kind=conv-vae", "channels=[32, 64, 128]");
    return NativeMemory.ofExplaining(model, new ImageShape(3, side, side), 1_000_000);
  }
}
