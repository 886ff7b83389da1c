package io.latentlake.train;

import io.latentlake.model.ModelPackage;
import io.latentlake.model.WeightedTerm;
import io.latentlake.observe.JobDescription;
import io.latentlake.observe.RunGauges;
import io.latentlake.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;

/** The driver's loop over averaging rounds, and where it stands. */
final class TrainingLoop {
  private static final double MS = 1e-6;
  private static final double SECONDS = 1e-9;

  private final JavaSparkContext spark;
  private final TrainRequest request;
  private final TrainOptions options;
  private final List<WeightedTerm> terms;
  private final TrainingImages images;
  private final ImageReader reader;
  private final Broadcast<ImageLoader.Setup> setup;
  private final ComputationGraph network;
  private final SparkComputationGraph sparkNetwork;
  private final AveragingMaster master;
  private final Optional<float[]> meanImage;
  private final Map<String, String> provenance;
  private final Map<String, String> identity;

  private int round;
  private int epoch;
  private int roundInEpoch;
  private LossSums epochLosses = LossSums.NONE;
  private WorkerDrift epochDrift = WorkerDrift.NONE;
  private double epochSeconds;
  private double firstLoss = Double.NaN;
  private BestEpoch best = BestEpoch.NONE;
  private final List<HistoryRow> history = new ArrayList<>();
  private RoundCost cost = RoundCost.NONE;
  private List<String> locations = List.of();

  TrainingLoop(
      JavaSparkContext spark,
      TrainRequest request,
      TrainingImages images,
      ImageReader reader,
      Broadcast<ImageLoader.Setup> setup,
      ComputationGraph network,
      AveragingMaster master,
      Optional<float[]> meanImage,
      Map<String, String> identity,
      Map<String, String> provenance) {
    this.spark = spark;
    this.request = request;
    this.options = request.train();
    this.terms = request.model().lossTerms();
    this.images = images;
    this.reader = reader;
    this.setup = setup;
    this.network = network;
    this.sparkNetwork = new SparkComputationGraph(spark, network, master);
    this.master = master;
    this.meanImage = meanImage;
    this.provenance = provenance;
    this.identity = identity;
  }

  /** Goes to where a checkpoint was written. */
  void resume(Checkpoint from) {
    Checkpoint.Header at = from.header();
    round = at.round();
    epoch = at.epoch();
    roundInEpoch = at.roundInEpoch();
    epochLosses = at.epochLosses();
    epochDrift = at.epochDrift();
    epochSeconds = at.epochSeconds();
    firstLoss = at.firstLoss();
    history.addAll(at.history());
    best = new BestEpoch(at.bestEpoch(), at.bestValue(), from.bestParameters());
    if (!at.bestOfSamples()) {
      best = best.found().map(this::validatedAgain).orElse(best);
    }
    new TrainingState(from.parameters(), from.optimizerState(), 0, epoch).loadInto(network);
  }

  /** The best epoch with its loss as later epochs have theirs. */
  private BestEpoch validatedAgain(float[] parameters) {
    Floats.assign(parameters, network.params());
    Map<String, Double> weights =
        history.stream()
            .filter(row -> row.epoch() == best.epoch())
            .map(HistoryRow::weights)
            .findFirst()
            .orElseThrow();
    return new BestEpoch(
        best.epoch(), validationLosses().withWeights(weights).loss(), best.parameters());
  }

  private LossSums validationLosses() {
    return JobDescription.during(
        spark.sc(),
        inWords("loss of the validation images"),
        () -> {
          try (ValidationPass pass =
              new ValidationPass(
                  spark,
                  reader,
                  images.split(TrainingImages.VALIDATION),
                  model(),
                  request.seed())) {
            return pass.losses();
          }
        });
  }

  void run(Progress progress, BooleanSupplier stop, CheckpointFolder checkpoints) {
    long perEpoch = images.images(TrainingImages.TRAIN);
    long done = epoch * perEpoch + epochLosses.images();
    try (Progress.Bar bar = progress.begin("train", perEpoch * options.epochs(), done, "images")) {
      while (epoch < options.epochs() && !best.patienceEnded(options.patience(), epoch)) {
        EpochPlan plan =
            EpochPlan.of(images.split(TrainingImages.TRAIN), options, request.seed(), epoch);
        while (roundInEpoch < plan.rounds()) {
          long images = trainRound(plan);
          boolean epochEnds = roundInEpoch == plan.rounds();
          bar.note(note(plan));
          bar.advance(images);
          if (epochEnds) {
            endEpoch(plan);
          }
          writeCheckpoint(checkpoints, epochEnds, stop.getAsBoolean());
          if (epochEnds) {
            break;
          }
        }
      }
    } finally {
      RunGauges.imagesPerSecond(0);
    }
  }

  private long trainRound(EpochPlan plan) {
    long began = System.nanoTime();
    network.getConfiguration().setEpochCount(epoch);
    network.getConfiguration().setIterationCount(iteration(plan));
    JavaRDD<String> work = Round.distribute(spark, plan.round(roundInEpoch), locations);
    RoundResult result =
        JobDescription.during(
            spark.sc(),
            inWords("averaging round " + (roundInEpoch + 1) + " of " + plan.rounds()),
            () -> {
              master.executeTrainingPaths(
                  null, sparkNetwork, work, null, new ImageLoader(reader, setup, weights(plan)));
              return master.lastRound();
            });
    requireNoDivergence(result);
    locations = Round.shared(result.locations(), executors());
    epochLosses = epochLosses.plus(result.losses());
    epochDrift = epochDrift.plus(result.drift());
    round++;
    roundInEpoch++;
    long took = System.nanoTime() - began;
    epochSeconds += took * SECONDS;
    cost = cost.plus(result, took * MS);
    RunGauges.training(epoch + 1, round);
    RunGauges.loss(TrainingImages.TRAIN, lossUnit(), epochLosses.loss());
    RunGauges.imagesPerSecond(result.losses().images() / (took * SECONDS));
    return result.losses().images();
  }

  private void endEpoch(EpochPlan plan) {
    Map<String, Double> weights = namedWeights(plan);
    double rate =
        LearningRate.of(options, (long) plan.iterations() * options.epochs())
            .valueAt((epoch + 1) * plan.iterations() - 1, epoch);
    history.add(
        new HistoryRow(
            epoch + 1,
            TrainingImages.TRAIN,
            epochLosses,
            epochDrift,
            weights,
            epochSeconds,
            rate,
            options.workers(),
            plan.rounds()));
    if (!images.split(TrainingImages.VALIDATION).isEmpty()) {
      long began = System.nanoTime();
      LossSums losses = validationLosses();
      RunGauges.loss(TrainingImages.VALIDATION, lossUnit(), losses.withWeights(weights).loss());
      history.add(
          new HistoryRow(
              epoch + 1,
              TrainingImages.VALIDATION,
              losses.withWeights(weights),
              WorkerDrift.NONE,
              weights,
              (System.nanoTime() - began) * SECONDS,
              rate,
              options.workers(),
              plan.rounds()));
      // While a weight rises, later epochs are worse by design.
      if (options.patience() > 0 && epoch + 1 >= options.betaWarmupEpochs()) {
        best =
            best.or(epoch + 1, losses.withWeights(weights).loss(), Floats.copy(network.params()));
      }
    }
    epoch++;
    roundInEpoch = 0;
    epochLosses = LossSums.NONE;
    epochDrift = WorkerDrift.NONE;
    epochSeconds = 0;
  }

  private int executors() {
    int all = spark.sc().statusTracker().getExecutorInfos().length;
    return Math.max(1, spark.isLocal() ? all : all - 1);
  }

  private void requireNoDivergence(RoundResult result) {
    double loss = result.losses().loss();
    String found = null;
    if (!result.finite()) {
      found = Double.isFinite(loss) ? "a parameter is NaN or infinite" : "the loss is " + loss;
    } else if (Double.isNaN(firstLoss)) {
      firstLoss = loss;
    } else if (loss > options.explodedLoss(firstLoss, images.shape().values())) {
      found =
          String.format(
              Locale.ROOT,
              "the loss is %.6g, more than train.exploding-loss-factor (%.6g) times the first"
                  + " round's %.6g",
              loss,
              options.explodingLossFactor(),
              firstLoss);
    }
    if (found != null) {
      throw new DivergedException(
          String.format(
              Locale.ROOT,
              "training diverged in epoch %d, round %d: %s; to resume it would only repeat it: train"
                  + " from the start with a lower train.learning-rate (now %s), or clip gradients by"
                  + " train.clip-gradient-norm (now %s)",
              epoch + 1,
              roundInEpoch + 1,
              found,
              options.learningRate(),
              options.clipGradientNorm() == 0 ? "off" : options.clipGradientNorm()));
    }
  }

  private void writeCheckpoint(CheckpointFolder checkpoints, boolean epochEnds, boolean stop) {
    int every = options.checkpointEveryRounds();
    boolean due = every == 0 ? epochEnds : round % every == 0;
    boolean last = epochEnds && epoch == options.epochs();
    if (due || last || stop) {
      String uri = checkpoints.write(checkpoint());
      if (stop && !last) {
        throw new TrainingStoppedException(
            "training stopped in epoch "
                + (epoch + 1)
                + " after "
                + round
                + " rounds, as asked; train.resume=true goes on from "
                + uri);
      }
    }
  }

  private Checkpoint checkpoint() {
    TrainingState state = TrainingState.of(network);
    return new Checkpoint(
        new Checkpoint.Header(
            identity,
            round,
            epoch,
            roundInEpoch,
            epochLosses,
            epochDrift,
            epochSeconds,
            firstLoss,
            best.epoch(),
            best.value(),
            true,
            history,
            state.parameters().length,
            state.optimizerState().length,
            best.parameters().length),
        state.parameters(),
        state.optimizerState(),
        best.parameters());
  }

  private int iteration(EpochPlan plan) {
    return epoch * plan.iterations() + roundInEpoch * options.averagingFrequency();
  }

  /** Weights of the loss terms in the round to come, or at the end of the epoch. */
  private double[] weights(EpochPlan plan) {
    double warmup = options.betaWarmupEpochs();
    double passed = epoch + (double) roundInEpoch / plan.rounds();
    double warmth = warmup == 0 ? 1 : Math.min(1, passed / warmup);
    return terms.stream().mapToDouble(term -> term.weightAt(warmth)).toArray();
  }

  private Map<String, Double> namedWeights(EpochPlan plan) {
    double[] weights = weights(plan);
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      named.put(terms.get(i).term().name(), weights[i]);
    }
    return named;
  }

  private String inWords(String step) {
    return "train: epoch " + (epoch + 1) + " of " + options.epochs() + ", " + step;
  }

  private RunGauges.LossUnit lossUnit() {
    return RunGauges.LossUnit.of(request.model().reconstructionLoss().unit());
  }

  private String note(EpochPlan plan) {
    String found =
        terms.stream()
            .map(WeightedTerm::term)
            .map(
                term ->
                    String.format(
                        Locale.ROOT,
                        "%s %.4g %s",
                        term.name(),
                        epochLosses.mean(term.name()),
                        term.unit()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "epoch %d/%d round %d/%d: %s",
        epoch + 1,
        options.epochs(),
        roundInEpoch,
        plan.rounds(),
        found);
  }

  private ModelPackage model() {
    return model(provenance);
  }

  private ModelPackage model(Map<String, String> origin) {
    return ModelPackage.of(request.model(), images.shape(), meanImage, network, origin);
  }

  /** The model to keep: the best epoch's with early stopping, else the last. */
  ModelPackage finalModel() {
    best.found().ifPresent(parameters -> Floats.assign(parameters, network.params()));
    Map<String, String> origin = new HashMap<>(provenance);
    origin.put(ModelPackage.KEPT_EPOCH, Integer.toString(finalEpoch()));
    return model(origin);
  }

  int finalEpoch() {
    return best.found().isPresent() ? best.epoch() : epoch;
  }

  List<HistoryRow> history() {
    return history;
  }

  RoundCost cost() {
    return cost;
  }
}
