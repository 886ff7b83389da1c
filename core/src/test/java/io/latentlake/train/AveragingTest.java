package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkBuilder;
import io.latentlake.model.TrainingArrays;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Averaging on Spark against plain training in a loop and the mean worked out by hand. */
class AveragingTest {
  private static final long SEED = 3;
  private static final ModelOptions VAE =
      Options.of(ModelOptions.class, "kind=conv-vae", "latent=3", "channels=[4]");

  @TempDir static Path folder;
  private static JavaSparkContext spark;
  private static TrainingImages images;
  private static ImageLoader loader;
  private static Broadcast<SerializableHadoopConfig> hadoop;

  @BeforeAll
  static void writeImages() {
    spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    String root = ImagesFixture.write(folder, 83, 0);
    images =
        TrainingImages.find(
            spark.hadoopConfiguration(),
            new TableStore(LocalSpark.session(), root),
            ImagesFixture.DATA_ID);
    hadoop = spark.broadcast(new SerializableHadoopConfig(spark.hadoopConfiguration()));
    ImageReader reader = new ImageReader(spark.broadcast(images.files()), hadoop);
    TrainingArrays arrays = new TrainingArrays(VAE, ImagesFixture.SHAPE, Optional.empty());
    loader =
        new ImageLoader(
            reader, spark.broadcast(new ImageLoader.Setup(arrays, SEED, VAE.latent())), 0.7);
  }

  @Test
  void oneWorkerEqualsPlainLocalTraining() {
    // 83 images in minibatches of 8 are 11 steps: 6 rounds of 2 an epoch
    TrainOptions options = options("epochs=17", "workers=1", "final-learning-rate-fraction=0.1");
    ComputationGraph plain = network(options);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        plan.round(round).get(0).forEach(minibatch -> plain.fit(loader.load(minibatch)));
      }
    }
    assertThat(plain.getConfiguration().getIterationCount()).isEqualTo(17 * 11);
    RoundStart trained = train(options);
    assertThat(trained.parameters()).isEqualTo(RoundStart.of(plain).parameters());
    assertThat(trained.optimizerState()).isEqualTo(RoundStart.of(plain).optimizerState());
  }

  @Test
  void minibatchesGiveTheirNativeMemoryBackAtOnce() {
    Recording.MADE.clear();
    train(options("epochs=1", "workers=1"), new Recording(loader));
    assertThat(Recording.MADE).hasSize(11 * 4).allMatch(INDArray::wasClosed);
  }

  /** Remembers the arrays of every minibatch, features and labels: images, noise, images, beta. */
  private record Recording(ImageLoader loader) implements MultiDataSetLoader {
    private static final Queue<INDArray> MADE = new ConcurrentLinkedQueue<>();

    @Override
    public MultiDataSet load(Source source) {
      MultiDataSet minibatch = loader.load(source);
      MADE.addAll(List.of(minibatch.getFeatures()));
      MADE.addAll(List.of(minibatch.getLabels()));
      return minibatch;
    }
  }

  @Test
  void threeWorkersEqualTheMeanByHandOverAHundredRounds() {
    TrainOptions options = options("epochs=50", "workers=3", "final-learning-rate-fraction=0.1");
    assertThat(plan(options, 0).rounds()).isEqualTo(2);
    assertSame(train(options), byHand(options));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "amsgrad", "nadam", "rmsprop", "nesterovs", "sgd"})
  void twoWorkersEqualTheMeanByHand(String optimizer) {
    TrainOptions options =
        options("epochs=2", "workers=2", "optimizer=" + optimizer, "learning-rate=0.01");
    assertSame(train(options), byHand(options));
  }

  /** What averaging is by its definition: every worker trains alone, then the mean is taken. */
  private static RoundStart byHand(TrainOptions options) {
    ComputationGraph worker = network(options);
    RoundStart state = RoundStart.of(worker);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        int iteration = epoch * plan.iterations() + round * options.averagingFrequency();
        List<RoundStart> workers = new ArrayList<>();
        for (List<Minibatch> work : plan.round(round)) {
          new RoundStart(state.parameters(), state.optimizerState(), iteration, epoch)
              .loadInto(worker);
          work.forEach(minibatch -> worker.fit(loader.load(minibatch)));
          workers.add(RoundStart.of(worker));
        }
        state =
            new RoundStart(
                mean(workers.stream().map(RoundStart::parameters).toList()),
                mean(workers.stream().map(RoundStart::optimizerState).toList()),
                0,
                0);
      }
    }
    return state;
  }

  private static float[] mean(List<float[]> arrays) {
    float[] mean = new float[arrays.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] array : arrays) {
        sum += array[i];
      }
      mean[i] = (float) (sum / arrays.size());
    }
    return mean;
  }

  private static RoundStart train(TrainOptions options) {
    return train(options, loader);
  }

  private static RoundStart train(TrainOptions options, MultiDataSetLoader loader) {
    ComputationGraph network = network(options);
    AveragingMaster master =
        new AveragingMaster(
            UUID.randomUUID().toString(), options, spark, network.getConfiguration(), hadoop);
    SparkComputationGraph graph = new SparkComputationGraph(spark, network, master);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        network.getConfiguration().setEpochCount(epoch);
        network
            .getConfiguration()
            .setIterationCount(epoch * plan.iterations() + round * options.averagingFrequency());
        master.executeTrainingPaths(
            null, graph, Round.distribute(spark, plan.round(round), List.of()), null, loader);
      }
    }
    master.close();
    return RoundStart.of(network);
  }

  private static void assertSame(RoundStart actual, RoundStart expected) {
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    assertThat(actual.optimizerState()).isEqualTo(expected.optimizerState());
  }

  private static TrainOptions options(String... more) {
    List<String> all = new ArrayList<>(List.of("minibatch=8", "averaging-frequency=2"));
    all.addAll(List.of(more));
    return Options.of(TrainOptions.class, all.toArray(String[]::new));
  }

  private static EpochPlan plan(TrainOptions options, int epoch) {
    return EpochPlan.of(images.split(TrainingImages.TRAIN), options, SEED, epoch);
  }

  private static ComputationGraph network(TrainOptions options) {
    long iterations = (long) plan(options, 0).iterations() * options.epochs();
    return NetworkBuilder.build(VAE, ImagesFixture.SHAPE, Optimizers.of(options, iterations), SEED);
  }
}
