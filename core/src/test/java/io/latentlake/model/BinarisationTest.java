package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinarisationTest {
  private static final int PIXELS = 20_000;
  private static final String[] IDS = {"a", "b"};

  @Test
  void shareOfOnesIsThePixelsValue() {
    int[] shades = {1, 30, 128, 200, 254};
    byte[][] images = Arrays.stream(shades).mapToObj(BinarisationTest::flat).toArray(byte[][]::new);
    String[] ids = IntStream.range(0, shades.length).mapToObj(i -> "i" + i).toArray(String[]::new);
    byte[][] drawn = Binarisation.FIXED.afterTraining(ids, images, 3);
    for (int i = 0; i < shades.length; i++) {
      double value = shades[i] / 255.0;
      // four standard errors
      assertThat(ones(drawn[i]))
          .isCloseTo(value, within(4 * Math.sqrt(value * (1 - value) / PIXELS)));
      assertThat(images[i]).containsOnly((byte) shades[i]);
    }
  }

  @Test
  void blackAndWhiteStay() {
    byte[][] drawn = Binarisation.REDRAWN.inTraining(IDS, new byte[][] {flat(0), flat(255)}, 3, 1);
    assertThat(drawn[0]).containsOnly((byte) 0);
    assertThat(drawn[1]).containsOnly((byte) 255);
  }

  @Test
  void aDrawDependsOnSeedImageAndEpochAlone() {
    byte[][] grey = {flat(128), flat(128)};
    byte[][] swapped = Binarisation.FIXED.afterTraining(new String[] {"b", "a"}, grey, 3);
    byte[][] drawn = Binarisation.FIXED.afterTraining(IDS, grey, 3);
    assertThat(drawn[0]).isEqualTo(swapped[1]).isNotEqualTo(drawn[1]);
    assertThat(Binarisation.FIXED.afterTraining(IDS, grey, 4)[0]).isNotEqualTo(drawn[0]);
    assertThat(Binarisation.REDRAWN.afterTraining(IDS, grey, 3)).isDeepEqualTo(drawn);
    for (int epoch = 0; epoch < 2; epoch++) {
      assertThat(Binarisation.FIXED.inTraining(IDS, grey, 3, epoch)).isDeepEqualTo(drawn);
      byte[][] redrawn = Binarisation.REDRAWN.inTraining(IDS, grey, 3, epoch);
      assertThat(redrawn[0]).isNotEqualTo(drawn[0]);
      assertThat(redrawn).isDeepEqualTo(Binarisation.REDRAWN.inTraining(IDS, grey, 3, epoch));
      assertThat(redrawn[0])
          .isNotEqualTo(Binarisation.REDRAWN.inTraining(IDS, grey, 3, epoch + 1)[0]);
    }
    // independent draws agree in half of the pixels
    assertThat(equal(Binarisation.REDRAWN.inTraining(IDS, grey, 3, 0)[0], drawn[0]))
        .isCloseTo(0.5, within(2 / Math.sqrt(PIXELS)));
  }

  @Test
  void byDefaultPixelsKeepTheirValues() {
    byte[][] grey = {flat(128), flat(7)};
    Binarisation usual = Options.of(ModelOptions.class).binarisation();
    assertThat(usual.inTraining(IDS, grey, 3, 1)).isSameAs(grey);
    assertThat(usual.afterTraining(IDS, grey, 3)).isSameAs(grey);
  }

  @Test
  void onlyALossThatIsAProbabilityOfBitsIsTaken() {
    for (String loss : new String[] {"squared-error", "continuous-bernoulli", "gaussian"}) {
      assertThatThrownBy(() -> Models.options("conv-vae", "binarisation=fixed", "loss=" + loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("model.binarisation is fixed; allowed: none, or model.loss: bce");
    }
    assertThatThrownBy(() -> Models.options("linear-ae", "binarisation=redrawn"))
        .hasMessageContaining("model.binarisation is redrawn");
    assertThat(Models.options("linear-ae", "binarisation=redrawn", "loss=bce").binarisation())
        .isEqualTo(Binarisation.REDRAWN);
    assertThat(Models.options("auto", "binarisation=redrawn").candidates()).hasSize(2);
  }

  private static byte[] flat(int shade) {
    byte[] image = new byte[PIXELS];
    Arrays.fill(image, (byte) shade);
    return image;
  }

  private static double ones(byte[] drawn) {
    return equal(drawn, flat(255));
  }

  private static double equal(byte[] one, byte[] other) {
    return IntStream.range(0, PIXELS).filter(i -> one[i] == other[i]).count() / (double) PIXELS;
  }
}
