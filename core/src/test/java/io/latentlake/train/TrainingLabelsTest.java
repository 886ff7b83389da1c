package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLabelsTest {
  private static final ModelOptions OPEN =
      Options.of(ModelOptions.class, "id=m", "kind=conditional-vae");

  @Test
  void labelsAreCountedInTheImagesTable(@TempDir Path folder) {
    SparkSession spark = LocalSpark.session();
    String output = ImagesFixture.write(folder, 7, 4, "run1", Arrays.asList("b", null, "a"));
    TrainingLabels found =
        TrainingLabels.of(
            spark.sparkContext(), new TableStore(spark, output), ImagesFixture.DATA_ID);
    assertThat(found.training()).isEqualTo(Map.of("a", 2L, "b", 3L));
    assertThat(found.validation()).isEqualTo(Map.of("a", 1L, "b", 2L));
    assertThat(found.unlabelled()).isEqualTo(3);
  }

  @Test
  void aModelIsToldTheLabelsOfItsTrainingImagesUnlessItNamesThem() {
    TrainingLabels images = labels(Map.of("b", 3L, "a", 2L), Map.of("a", 1L), 0);
    assertThat(images.complete(OPEN).labels()).containsExactly("a", "b");
    ModelOptions named = OPEN.withLabels(List.of("b", "c", "a"));
    assertThat(images.complete(named)).isEqualTo(named);
  }

  @Test
  void imagesOfOtherLabelsOrNoneAreRefusedWithTheirNumber() {
    assertRefused(labels(Map.of(), Map.of(), 9), "none has a label; ingest images of several");
    assertRefused(labels(Map.of("a", 5L), Map.of(), 0), "all have the label a; ingest");
    assertRefused(
        labels(Map.of("a", 5L, "b", 1L), Map.of("c", 4L), 2),
        "4 validation images of label c, 2 without a label are not of the labels a, b; label them,"
            + " leave them out (data.train-labels), or set model.kind to conv-vae");
  }

  @Test
  void aPackageThatIsToldOtherLabelsIsNoStart(@TempDir Path folder) {
    ModelOptions dense =
        Options.of(ModelOptions.class, "id=m", "kind=conditional-vae", "network=dense");
    String uri = ModelPackage.location(folder.toString(), "m");
    training(folder.resolve("ab"), dense, "a", "b")
        .train(Progress.NONE, () -> false)
        .model()
        .write(new Configuration(), uri);
    assertThatThrownBy(() -> training(folder.resolve("cd"), dense, "c", "d", "warm-start=" + uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "train.warm-start names a package that is told the labels [a, b], but this training"
                + " tells [c, d]: both must be told the same labels in the same order");
  }

  private static Trainer training(
      Path folder, ModelOptions model, String one, String other, String... how) {
    String output = ImagesFixture.write(folder, 8, 2, "run1", List.of(one, other));
    String[] all =
        Stream.concat(Stream.of("epochs=1", "minibatch=4"), Stream.of(how)).toArray(String[]::new);
    TrainOptions options = Options.of(TrainOptions.class, all);
    return Trainer.onAnyCluster(
        LocalSpark.session(),
        new TrainRequest(output, ImagesFixture.DATA_ID, model, options, 42, Map.of()));
  }

  private static void assertRefused(TrainingLabels images, String text) {
    assertThatThrownBy(() -> images.complete(OPEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model.kind is conditional-vae, which is told the label of each")
        .hasMessageContaining(text);
  }

  private static TrainingLabels labels(
      Map<String, Long> training, Map<String, Long> validation, long unlabelled) {
    return new TrainingLabels(new TreeMap<>(training), new TreeMap<>(validation), unlabelled);
  }
}
