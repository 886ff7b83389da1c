package io.latentlake.model.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Corruption;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.TrainingArrays;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class DenoisingAutoencoderTest {
  private static final ImageShape SHAPE = new ImageShape(3, 40, 50);
  private static final int AREA = 40 * 50;

  @Test
  void gaussianNoiseHasTheDeviationThatIsAskedForAndNoMean() {
    float[] image = grey();
    float[] changes = corruption("gaussian", 0.3).corrupt(SHAPE, image, new SplittableRandom(4));
    double mean = 0;
    double squares = 0;
    for (float value : image) {
      mean += (value - 0.5) / image.length;
      squares += (value - 0.5) * (value - 0.5) / image.length;
    }
    // four standard errors of 6,000 draws
    assertThat(mean).isCloseTo(0, within(4 * 0.3 / Math.sqrt(6000)));
    assertThat(Math.sqrt(squares)).isCloseTo(0.3, within(4 * 0.3 / Math.sqrt(2 * 6000)));
    Arrays.sort(image);
    assertThat(image[0]).isNegative();
    assertThat(image[image.length - 1]).isGreaterThan(1);
    assertThat(changes).hasSize(AREA).containsOnly(1);
  }

  @Test
  void maskingBlackensTheShareOfPixelsThatIsAskedForInAllChannels() {
    float[] image = grey();
    float[] changes = corruption("masking", 0.3).corrupt(SHAPE, image, new SplittableRandom(4));
    int masked = 0;
    int early = 0;
    for (int pixel = 0; pixel < AREA; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        assertThat(image[channel * AREA + pixel]).isEqualTo(changes[pixel] == 1 ? 0 : 0.5f);
      }
      masked += (int) changes[pixel];
      early += pixel < AREA / 2 ? (int) changes[pixel] : 0;
    }
    assertThat(masked).isEqualTo(600);
    // hypergeometric, of deviation 10
    assertThat(early).isBetween(260, 340);
    assertThat(grey()).isNotEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "masking"})
  void theLossComparesWithTheImageAsItWas(String noise) {
    ModelOptions options = options(noise, 0.4);
    ImageShape shape = new ImageShape(1, 8, 8);
    byte[][] pixels = new byte[3][64];
    for (byte[] image : pixels) {
      Arrays.fill(image, (byte) 255);
    }
    TrainingArrays arrays = new TrainingArrays(options, shape, Optional.empty());
    MultiDataSet minibatch =
        arrays.minibatch(pixels, new float[0], SplittableRandom::new, arrays.weights());
    assertThat(OffHeap.read(minibatch.getLabels(0))).containsOnly(1);
    double[] shown = OffHeap.read(minibatch.getFeatures(0));
    assertThat(Arrays.stream(shown).min().orElseThrow()).isLessThan(0.9);
    // each image has draws of its own
    assertThat(Arrays.copyOfRange(shown, 0, 64)).isNotEqualTo(Arrays.copyOfRange(shown, 64, 128));
  }

  private static float[] grey() {
    float[] image = new float[SHAPE.values()];
    Arrays.fill(image, 0.5f);
    return image;
  }

  private static Corruption corruption(String noise, double strength) {
    ModelOptions options = options(noise, strength);
    return options.family().corruption(options).orElseThrow();
  }

  private static ModelOptions options(String noise, double strength) {
    return Options.of(
        ModelOptions.class,
        "kind=denoising-ae",
        "channels=[4]",
        "denoising-ae.noise=" + noise,
        "denoising-ae.strength=" + strength);
  }
}
