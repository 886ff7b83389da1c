package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.architecture.Shape;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.UsualTraining;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainOptionsTest {
  private static final UsualTraining USUAL = new UsualTraining(5, 800, 20, 32, 0.05);

  @ParameterizedTest
  @CsvSource({
    // 169 minibatches for one worker, 85 for each of two; 7 for one
    "5400, 1, 10",
    "5400, 2, 19",
    "20000, 2, 6",
    "216, 1, 115",
    "216, 2, 200",
    "1000000, 1, 5",
  })
  void fewImagesAreSeenMoreOften(long images, int workers, int epochs) {
    TrainOptions options = completed(images, "workers=" + workers);

    assertThat(options.epochs()).isEqualTo(epochs);
    assertThat(options.minibatch()).isEqualTo(32);
    assertThat(options.finalLearningRateFraction()).isEqualTo(0.05);
  }

  @Test
  void everyWorkerGetsAMinibatch() {
    assertThat(completed(20, "workers=4").minibatch()).isEqualTo(5);
    assertThat(completed(3, "workers=4").minibatch()).isEqualTo(2);
  }

  @Test
  void whatIsSetStays() {
    TrainOptions set =
        Options.of(
            TrainOptions.class, "epochs=3", "minibatch=7", "final-learning-rate-fraction=0.5");

    assertThat(set.completed(USUAL, 100)).isEqualTo(set);
  }

  @Test
  void aLossBelowZeroExplodesWhenItRises() {
    TrainOptions options = Options.of(TrainOptions.class, "exploding-loss-factor=100");

    assertThat(options.explodedLoss(50, 784)).isEqualTo(5000);
    // falling is no explosion
    assertThat(options.explodedLoss(-50, 784)).isEqualTo(-50 + 99 * 784);
    assertThat(options.explodedLoss(-2000, 784)).isEqualTo(98 * 2000);
  }

  @Test
  void refusesAMinibatchOfOneImage() {
    assertThatThrownBy(() -> Options.of(TrainOptions.class, "minibatch=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("minibatch is 1; allowed is 2 or more");
  }

  @Test
  void aPackageTellsNoSecretOfItsTraining() {
    TrainRequest request =
        new TrainRequest(
            "out",
            "parts",
            Options.of(ModelOptions.class, "kind=dense-ae"),
            Options.of(TrainOptions.class, "warm-start=s3a://key:hush@lake/model"),
            42,
            Map.of());

    assertThat(request.describedTraining())
        .containsEntry("train.workers", "1")
        .hasEntrySatisfying("train.warm-start", uri -> assertThat(uri).doesNotContain("hush"));
  }

  @Test
  void anOlderCheckpointIsOfTheDefaultsOfItsOwnKind() {
    TrainRequest request =
        new TrainRequest(
            "out",
            "parts",
            Options.of(ModelOptions.class, "kind=dense-vae"),
            Options.of(TrainOptions.class),
            42,
            Map.of());

    assertThat(request.defaults()).containsKeys("model.dense-vae.free-bits", "train.epochs");
  }

  @Test
  void largeImagesMakeSmallMinibatches() {
    ModelKind restoring = ModelKind.named("restoring-ae");

    assertThat(restoring.usualTraining(new Shape(3, 64, 64)).minibatch()).isEqualTo(32);
    assertThat(restoring.usualTraining(new Shape(1, 128, 128)).minibatch()).isEqualTo(16);
    assertThat(restoring.usualTraining(new Shape(3, 256, 256)).minibatch()).isEqualTo(4);
    assertThat(restoring.usualTraining(new Shape(3, 2000, 2000)).minibatch()).isEqualTo(4);
  }

  private static TrainOptions completed(long images, String... set) {
    return Options.of(TrainOptions.class, set).completed(USUAL, images);
  }
}
