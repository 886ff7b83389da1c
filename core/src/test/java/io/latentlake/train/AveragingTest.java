package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.augment.AugmentOptions;
import io.latentlake.image.augment.Augmentations;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Averaging on Spark against plain training in a loop and the mean worked out by hand. */
class AveragingTest {
  private static final long SEED = 3;
  private static final ModelOptions VAE =
      Options.of(ModelOptions.class, "kind=conv-vae", "latent=3", "channels=[4]");
  private static final ModelOptions DENSE =
      Options.of(ModelOptions.class, "kind=dense-ae", "latent=3", "hidden=[9]");

  @TempDir static Path folder;
  private static JavaSparkContext spark;
  private static TrainingImages images;
  private static ImageReader reader;
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
    reader = new ImageReader(spark.broadcast(images.files()), hadoop);
    loader = loader(VAE);
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
    TrainingState trained = train(options);
    assertThat(trained.parameters()).isEqualTo(TrainingState.of(plain).parameters());
    assertThat(trained.optimizerState()).isEqualTo(TrainingState.of(plain).optimizerState());
  }

  @Test
  void augmentedImagesDependOnImageAndEpochAlone() {
    ImageLoader augmenting =
        loader(
            DENSE, "flip-horizontal=true", "shift=0.2", "crop=0.2", "brightness=0.1", "noise=0.05");
    TrainOptions options = options("workers=1");
    List<Minibatch> work = plan(options, 0).round(0).get(0);
    INDArray first = augmenting.load(work.get(0)).getFeatures(0);
    INDArray second = augmenting.load(work.get(1)).getFeatures(0);
    MultiDataSet both = augmenting.load(work.get(1).followedBy(work.get(0)));
    assertThat(Nd4j.concat(0, second, first)).isEqualTo(both.getFeatures(0));
    // the loss compares with the image as it was shown
    assertThat(both.getLabels(0)).isEqualTo(both.getFeatures(0));
    INDArray before = loader(DENSE).load(work.get(0)).getFeatures(0);
    Minibatch later = new Minibatch(1, work.get(0).segments());
    INDArray otherEpoch = augmenting.load(later).getFeatures(0);
    INDArray beforeInOtherEpoch = loader(DENSE).load(later).getFeatures(0);
    assertThat(before).isNotEqualTo(first);
    assertThat(otherEpoch.sub(beforeInOtherEpoch)).isNotEqualTo(first.sub(before));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "redrawn"})
  void pixelsBecomeBitsThatStayOrAreDrawnAgainEveryEpoch(String binarisation) {
    ModelOptions model =
        Options.of(
            ModelOptions.class, "kind=dense-ae", "hidden=[6]", "binarisation=" + binarisation);
    // one row group, so that another epoch has the same images in another order
    Minibatch group = new Minibatch(0, List.of(new Minibatch.Segment(0, 0, 0, 10)));
    Minibatch later = new Minibatch(1, group.segments());
    MultiDataSet first = loader(model).load(group);
    assertThat(OffHeap.read(first.getFeatures(0))).containsOnly(0, 1).contains(0, 1);
    assertThat(first.getLabels(0)).isEqualTo(first.getFeatures(0));
    assertThat(loader(model).load(group).getFeatures(0)).isEqualTo(first.getFeatures(0));
    assertThat(images(loader(model).load(later)).equals(images(first)))
        .isEqualTo(binarisation.equals("fixed"));
  }

  /** The images of a minibatch, whatever their order. */
  private static Set<List<Double>> images(MultiDataSet minibatch) {
    double[] values = OffHeap.read(minibatch.getFeatures(0));
    int size = ImagesFixture.SHAPE.values();
    Set<List<Double>> images = new HashSet<>();
    for (int from = 0; from < values.length; from += size) {
      images.add(Arrays.stream(values, from, from + size).boxed().toList());
    }
    return images;
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
  void plainSgdAveragedEachStepOverUnequalSharesEqualsOneLargeMinibatch() {
    TrainOptions options =
        options(
            "epochs=3",
            "workers=2",
            "averaging-frequency=1",
            "optimizer=sgd",
            "learning-rate=0.02");
    ImageLoader dense = loader(DENSE);
    ComputationGraph plain = network(DENSE, options);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      // the fifth of six rounds has the last three images of 83, the sixth one worker
      assertThat(plan.round(4)).extracting(work -> work.get(0).rows()).containsExactly(8, 3);
      for (int round = 0; round < plan.rounds(); round++) {
        plan.round(round).stream()
            .map(work -> work.get(0))
            .reduce(Minibatch::followedBy)
            .ifPresent(all -> plain.fit(dense.load(all)));
      }
    }
    float[] expected = TrainingState.of(plain).parameters();
    float[] trained = train(network(DENSE, options), options, dense).parameters();
    // rounding alone; were workers counted alike, differences would be above 2e-5
    for (int i = 0; i < expected.length; i++) {
      assertThat(trained[i]).isCloseTo(expected[i], within(2e-6f));
    }
  }

  @Test
  void averagedStatisticsAreTheMeanOfAllImagesAndTheVarianceWithinAMinibatch() {
    TrainOptions options = options("epochs=1", "workers=2", "averaging-frequency=1");
    EpochPlan plan = plan(options, 0);
    List<Minibatch> shares = plan.round(4).stream().map(work -> work.get(0)).toList();
    assertThat(shares).extracting(Minibatch::rows).containsExactly(8, 3);
    List<INDArray> means = new ArrayList<>();
    List<INDArray> variances = new ArrayList<>();
    for (Minibatch share : shares) {
      ComputationGraph alone = network(options);
      alone.fit(loader.load(share));
      means.add(statistic(alone, "mean"));
      variances.add(statistic(alone, "var"));
    }
    ComputationGraph together = network(options);
    together.fit(loader.load(shares.get(0).followedBy(shares.get(1))));

    ComputationGraph averaged = network(options);
    AveragingMaster master = master(averaged, options);
    round(averaged, master, plan.round(4), loader);
    master.close();

    assertThat(statistic(averaged, "mean").toFloatVector())
        .containsExactly(statistic(together, "mean").toFloatVector(), within(1e-6f));
    INDArray within = variances.get(0).mul(8 / 11.0).addi(variances.get(1).mul(3 / 11.0));
    assertThat(statistic(averaged, "var").toFloatVector())
        .containsExactly(within.toFloatVector(), within(1e-6f));
    // what is left out: w(1 - w)(difference of the means)²
    INDArray apart = means.get(0).sub(means.get(1));
    INDArray between = apart.mul(apart).muli(8 / 11.0 * 3 / 11.0);
    assertThat(between.maxNumber().doubleValue()).isGreaterThan(1e-5);
    assertThat(within.add(between).toFloatVector())
        .containsExactly(statistic(together, "var").toFloatVector(), within(1e-6f));
  }

  @Test
  void driftIsMeasuredOnWhatIsLearntAndOnStatisticsApart() {
    TrainOptions options = options("epochs=1", "workers=2");
    List<List<Minibatch>> work = plan(options, 0).round(0);
    ComputationGraph start = network(options);
    List<ComputationGraph> workers = new ArrayList<>();
    for (List<Minibatch> share : work) {
      ComputationGraph alone = network(options);
      share.forEach(minibatch -> alone.fit(loader.load(minibatch)));
      workers.add(alone);
    }
    ComputationGraph mean = network(options);
    AveragingMaster master = master(mean, options);
    round(mean, master, work, loader);
    WorkerDrift drift = master.lastRound().drift();
    master.close();

    double apart = 0;
    double moved = 0;
    double statistics = 0;
    long channels = 0;
    for (String name : mean.paramTable().keySet()) {
      INDArray at = mean.getParam(name);
      if (name.endsWith("_var")) {
        channels += at.length();
      } else if (name.endsWith("_mean")) {
        INDArray variance = mean.getParam(name.replace("_mean", "_var")).add(1e-5);
        for (ComputationGraph worker : workers) {
          INDArray other = worker.getParam(name.replace("_mean", "_var")).add(1e-5);
          INDArray means = worker.getParam(name).sub(at);
          INDArray deviations = Transforms.sqrt(other).sub(Transforms.sqrt(variance));
          INDArray squares = means.mul(means).addi(deviations.mul(deviations)).divi(variance);
          statistics += squares.sumNumber().doubleValue() / 2;
        }
      } else {
        moved += Math.pow(at.distance2(start.getParam(name)), 2);
        for (ComputationGraph worker : workers) {
          apart += Math.pow(at.distance2(worker.getParam(name)), 2) / 2;
        }
      }
    }
    assertThat(channels).isPositive();
    assertThat(drift.channels()).isEqualTo(channels);
    assertThat(drift.apart()).isCloseTo(apart, withinPercentage(0.01));
    assertThat(drift.moved()).isCloseTo(moved, withinPercentage(0.01));
    assertThat(drift.statisticsApart()).isCloseTo(statistics, withinPercentage(0.1));
  }

  /** Of the first normalisation, whose input depends on nothing that other images change. */
  private static INDArray statistic(ComputationGraph network, String name) {
    return network.getParam("encoder-0-normalisation_" + name);
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

  @ParameterizedTest
  @ValueSource(strings = {"adam", "nesterovs", "sgd"})
  void twoWorkersThatClipAndDecayEqualTheMeanByHand(String optimizer) {
    TrainOptions options =
        options(
            "epochs=2",
            "workers=2",
            "optimizer=" + optimizer,
            "learning-rate=0.01",
            "clip-gradient-norm=1",
            "weight-decay=0.3");
    TrainingState trained = train(options);
    assertSame(trained, byHand(options));
    TrainOptions free = options("epochs=2", "workers=2", "optimizer=" + optimizer);
    assertThat(trained.parameters()).isNotEqualTo(byHand(free).parameters());
  }

  /** What averaging is by its definition: every worker trains alone, then the mean is taken. */
  private static TrainingState byHand(TrainOptions options) {
    ComputationGraph worker = network(options);
    rule(options).applyTo(worker);
    TrainingState state = TrainingState.of(worker);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        int iteration = epoch * plan.iterations() + round * options.averagingFrequency();
        List<TrainingState> workers = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (List<Minibatch> work : plan.round(round)) {
          new TrainingState(state.parameters(), state.optimizerState(), iteration, epoch)
              .loadInto(worker);
          work.forEach(minibatch -> worker.fit(loader.load(minibatch)));
          workers.add(TrainingState.of(worker));
          weights.add(work.stream().mapToInt(Minibatch::rows).average().orElseThrow());
        }
        state =
            new TrainingState(
                mean(workers.stream().map(TrainingState::parameters).toList(), weights),
                mean(workers.stream().map(TrainingState::optimizerState).toList(), weights),
                0,
                0);
      }
    }
    return state;
  }

  private static float[] mean(List<float[]> arrays, List<Double> weights) {
    float[] mean = new float[arrays.get(0).length];
    double total = weights.stream().mapToDouble(weight -> weight).sum();
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (int worker = 0; worker < arrays.size(); worker++) {
        sum += weights.get(worker) * arrays.get(worker)[i];
      }
      mean[i] = (float) (sum / total);
    }
    return mean;
  }

  private static TrainingState train(TrainOptions options) {
    return train(options, loader);
  }

  private static TrainingState train(TrainOptions options, MultiDataSetLoader loader) {
    return train(network(options), options, loader);
  }

  private static TrainingState train(
      ComputationGraph network, TrainOptions options, MultiDataSetLoader loader) {
    AveragingMaster master = master(network, options);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = plan(options, epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        network.getConfiguration().setEpochCount(epoch);
        network
            .getConfiguration()
            .setIterationCount(epoch * plan.iterations() + round * options.averagingFrequency());
        round(network, master, plan.round(round), loader);
      }
    }
    master.close();
    return TrainingState.of(network);
  }

  private static AveragingMaster master(ComputationGraph network, TrainOptions options) {
    return new AveragingMaster(
        UUID.randomUUID().toString(),
        options,
        rule(options),
        spark,
        network.getConfiguration(),
        hadoop);
  }

  private static void round(
      ComputationGraph network,
      AveragingMaster master,
      List<List<Minibatch>> work,
      MultiDataSetLoader loader) {
    master.executeTrainingPaths(
        null,
        new SparkComputationGraph(spark, network, master),
        Round.distribute(spark, work, List.of()),
        null,
        loader);
  }

  private static void assertSame(TrainingState actual, TrainingState expected) {
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    assertThat(actual.optimizerState()).isEqualTo(expected.optimizerState());
  }

  private static TrainOptions options(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("minibatch=8", "averaging-frequency=2", "final-learning-rate-fraction=1"));
    all.addAll(List.of(more));
    return Options.of(TrainOptions.class, all.toArray(String[]::new));
  }

  private static EpochPlan plan(TrainOptions options, int epoch) {
    return EpochPlan.of(images.split(TrainingImages.TRAIN), options, SEED, epoch);
  }

  private static ComputationGraph network(TrainOptions options) {
    return network(VAE, options);
  }

  private static ComputationGraph network(ModelOptions model, TrainOptions options) {
    return TrainingGraph.build(
        model, ImagesFixture.SHAPE, Optimizers.of(options, rate(options)), SEED);
  }

  private static StepRule rule(TrainOptions options) {
    return StepRule.of(options, rate(options));
  }

  private static LearningRate rate(TrainOptions options) {
    return LearningRate.of(options, (long) plan(options, 0).iterations() * options.epochs());
  }

  private static ImageLoader loader(ModelOptions model) {
    return loader(model, "noise=0");
  }

  private static ImageLoader loader(ModelOptions model, String... augment) {
    TrainingArrays arrays = new TrainingArrays(model, ImagesFixture.SHAPE, Optional.empty());
    double[] weights = arrays.weights();
    if (model.variational()) {
      weights[1] = 0.7;
    }
    Augmentations augmentations =
        Augmentations.of(Options.of(AugmentOptions.class, augment), ImagesFixture.SHAPE);
    return new ImageLoader(
        reader,
        spark.broadcast(new ImageLoader.Setup(arrays, augmentations, model.binarisation(), SEED)),
        weights);
  }
}
