package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The score of a model whose options name none. */
class UsualScoreTest {
  @TempDir private Path folder;

  @Test
  void learnsFromValidationImages() {
    ModelPackage model = trained(2);
    assertThat(model.options().anomalyScore()).isEqualTo("defect_and_ssim");
    assertThat(model.threshold().map(Threshold::score)).contains("defect_and_ssim");
  }

  @Test
  void learnsNothingWithoutThem() {
    ModelPackage model = trained(0);
    assertThat(model.options().score().name()).isEqualTo("defect_top");
    assertThat(model.threshold()).isEmpty();
  }

  private ModelPackage trained(int validation) {
    TrainRequest request =
        new TrainRequest(
            ImagesFixture.write(folder, 4, validation),
            ImagesFixture.DATA_ID,
            Options.of(
                ModelOptions.class,
                "id=restores",
                "kind=restoring-ae",
                "latent=1",
                "channels=[2, 2]"),
            Options.of(TrainOptions.class, "epochs=1", "minibatch=2"),
            42,
            Map.of());
    return Trainer.onAnyCluster(LocalSpark.session(), request)
        .train(Progress.NONE, () -> false)
        .model();
  }
}
