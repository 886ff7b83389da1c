package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Threshold;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of the page, on a machine whose own digits are not those of the page. */
class InWordsTest {
  private static final Locale BEFORE = Locale.getDefault();

  @BeforeEach
  void moveToEgypt() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  @AfterEach
  void moveBack() {
    Locale.setDefault(BEFORE);
  }

  @Test
  void sizesAreWrittenAlikeEverywhere() {
    assertThat(InWords.size(new ImageShape(1, 28, 32))).isEqualTo("grey, 28 × 32 pixels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv-vae     | convolutions of 3 × 3 pixels, 4, 8 channels, each halving the image",
        "conv-ae network=residual | convolutions of 3 × 3 pixels, 4, 8 channels, each halving the"
            + " image before a residual block",
        "restoring-ae | convolutions of 3 × 3 pixels, 4, 8 channels, all but the first halving"
            + " the image, with skip connections",
        "conv-vae bottleneck=spatial latent=8 | convolutions of 3 × 3 pixels, 4, 8 channels, each"
            + " halving the image",
        "dense-ae     | dense, 9 units",
        "contractive-ae network=dense | dense, 9 units",
        "vq-vae network=dense | dense, 9 units",
        "linear-ae    | one matrix each way"
      })
  void layersAreThoseOfTheEncoder(String kind, String words) {
    String[] keys = ("kind=" + kind + " channels=[4,8] hidden=[9]").split(" ");
    ModelOptions options = Options.of(ModelOptions.class, keys);
    assertThat(InWords.layers(options.architecture(new ImageShape(1, 8, 8))).replace('\u00a0', ' '))
        .isEqualTo(words);
  }

  @Test
  void unitsOfAMapSeePartsOfTheImage() {
    assertThat(units("conv-ae", "latent=8")).isEqualTo("8 units");
    assertThat(units("conv-ae", "latent=8", "bottleneck=spatial", "channels=[4,8]"))
        .isEqualTo("8 units, 2 for each of 2 × 2 parts of the image");
  }

  private static String units(String kind, String... keys) {
    ModelOptions options =
        Options.of(
            ModelOptions.class,
            Stream.concat(Stream.of("kind=" + kind), Stream.of(keys)).toArray(String[]::new));
    return InWords.units(options.architecture(new ImageShape(1, 8, 8))).replace('\u00a0', ' ');
  }

  @Test
  void aThresholdFromTooFewImagesSaysSo() {
    assertThat(InWords.threshold(Threshold.of("s", new double[9], 0.9, "validation")))
        .isEqualTo(
            "0: 90 % of the 9 validation images score no higher, so that it flags 0.28 % to 34 % of"
                + " normal images (95 % confidence) (the threshold is the largest score of 9 images"
                + " of split validation: a quantile of 0.9 takes at least 10 images, and 29 to be"
                + " 95 % sure that one of them scores above it)");
    assertThat(InWords.threshold(Threshold.of("s", new double[29], 0.9, "validation")))
        .startsWith("0: 90 % of the 29 validation images score no higher, so that it flags ")
        .endsWith(" of normal images (95 % confidence)");
  }

  @Test
  void aThresholdThatWasSetInScoringIsNotTheModels() {
    Threshold own = Threshold.of("s", new double[] {1, 2, 3, 4}, 0.5, "validation");
    assertThat(InWords.threshold(2, Optional.of(own))).isEqualTo(InWords.threshold(own));
    assertThat(InWords.threshold(3.5, Optional.of(own)))
        .isEqualTo(
            "3.5: 75 % of the 4 validation images score lower (the model's own threshold is 2)");
    assertThat(InWords.threshold(3.5, Optional.empty())).isEqualTo("3.5");
  }

  @Test
  void durationsAreWrittenAlikeEverywhere() {
    assertThat(InWords.duration(7_500)).isEqualTo("2 h 5 min");
  }
}
