package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Posterior;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A VAE is validated at latent samples, the same in every epoch. */
class VaeValidationTest {
  private static final long SEED = 42;
  private static final int VALIDATION = 21;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static String output;

  @BeforeAll
  static void writeImages() {
    spark = LocalSpark.session();
    output = ImagesFixture.write(folder, 40, VALIDATION);
  }

  @Test
  void lossIsThatOfTheKeyedSamples() {
    TrainResult result = train("sampled", () -> false, "epochs=2");
    double reconstruction = 0;
    double atMean = 0;
    double kl = 0;
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.VALIDATION, SEED);
    try (InferenceModel model = result.model().inferenceModel()) {
      for (Row row : validationImages()) {
        INDArray x = model.input(new byte[][] {row.getAs(ImagesTable.PIXELS)});
        Posterior posterior = model.encode(x);
        float[] z = OffHeap.rows(posterior.mean())[0];
        float[] logVariance = OffHeap.rows(posterior.logVariance().orElseThrow())[0];
        RandomGenerator random = noise.random(row.getAs(ImagesTable.IMAGE_ID), 0);
        for (int i = 0; i < z.length; i++) {
          z[i] += (float) (Math.exp(logVariance[i] / 2) * random.nextGaussian());
        }
        INDArray decoded = model.decode(Nd4j.create(new float[][] {z}));
        reconstruction += model.reconstructionError(x, decoded)[0] / VALIDATION;
        atMean += model.reconstructions(x).reconstructionError()[0] / VALIDATION;
        kl += posterior.klNats()[0] / VALIDATION;
      }
    }
    LossSums found = result.history().get(3).losses();
    assertThat(found.mean("reconstruction")).isCloseTo(reconstruction, within(1e-4));
    assertThat(Math.abs(found.mean("reconstruction") - atMean)).isGreaterThan(1e-2);
    assertThat(found.loss()).isCloseTo(reconstruction + kl, within(1e-4));
  }

  @Test
  void bestEpochOfAnEarlierReleaseIsValidatedAgain() throws Exception {
    String[] how = {"epochs=5", "patience=2"};
    TrainResult whole = train("whole", () -> false, how);
    AtomicInteger rounds = new AtomicInteger();
    assertThatThrownBy(() -> train("older", () -> rounds.incrementAndGet() == 3, how))
        .isInstanceOf(TrainingStoppedException.class);
    CheckpointFolder checkpoints =
        new CheckpointFolder(new Configuration(), output + "/checkpoints/older");
    Checkpoint stopped = checkpoints.newest().orElseThrow();
    assertThat(stopped.header().bestEpoch()).isPositive();
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.valueToTree(stopped.header());
    header.remove("best_of_samples");
    // no sample comes near it
    header.put("best_value", 0.0);
    checkpoints.write(
        new Checkpoint(
            json.treeToValue(header, Checkpoint.Header.class),
            stopped.parameters(),
            stopped.optimizerState(),
            stopped.bestParameters()));
    TrainResult resumed = train("older", () -> false, "epochs=5", "patience=2", "resume=true");
    assertThat(resumed.resumed()).isPresent();
    assertThat(whole.bestEpoch()).isGreaterThan(stopped.header().bestEpoch());
    assertThat(resumed.bestEpoch()).isEqualTo(whole.bestEpoch());
    assertThat(resumed.model().parameters()).isEqualTo(whole.model().parameters());
  }

  private static List<Row> validationImages() {
    return new TableStore(spark, output)
        .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA)
        .filter(ImagesTable.SPLIT + " = 'validation'")
        .collectAsList();
  }

  private static TrainResult train(String id, BooleanSupplier stop, String... how) {
    ModelOptions model =
        Options.of(ModelOptions.class, "id=" + id, "kind=dense-vae", "latent=3", "hidden=[9]");
    String[] all = Stream.concat(Stream.of("minibatch=8"), Stream.of(how)).toArray(String[]::new);
    TrainOptions options = Options.of(TrainOptions.class, all);
    TrainRequest request =
        new TrainRequest(output, ImagesFixture.DATA_ID, model, options, SEED, Map.of());
    return Trainer.onAnyCluster(spark, request).train(Progress.NONE, stop);
  }
}
