package io.latentlake.train;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.backbone.Backbone;
import io.latentlake.image.ImageShape;
import io.latentlake.image.augment.Augmentations;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.NativeMemory;
import io.latentlake.model.ScoreComparison;
import io.latentlake.model.ScoreFitting;
import io.latentlake.model.Threshold;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.WriteLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Trains a network on the images table by parameter averaging.
 *
 * <p>No pixel passes through the driver or a shuffle: workers are told which rows to train on and
 * read them from storage, once an epoch. The same request with the same number of workers gives the
 * same parameters, bit for bit, also when it was interrupted and resumed.
 */
public final class Trainer {
  /** Fewer images tell little of a score. */
  private static final int LEAST_COMPARED = 50;

  private final JavaSparkContext spark;
  private final Configuration hadoop;
  private final TrainRequest request;
  private final TableStore store;
  private final TrainingImages images;
  private final Optional<KindChoice> kindChoice;
  private final CheckpointFolder checkpoints;
  private final Optional<ModelPackage> warmStart;
  private final Optional<Backbone> backbone;
  private String dataFingerprint;

  private Trainer(SparkSession session, TrainRequest request) {
    this.spark = new JavaSparkContext(session.sparkContext());
    this.hadoop = spark.hadoopConfiguration();
    this.store = new TableStore(session, request.outputPath());
    this.images = TrainingImages.find(hadoop, store, request.dataId());
    this.kindChoice =
        request.model().chosenByImages()
            ? Optional.of(KindChoice.of(spark.sc(), store, request.dataId()))
            : Optional.empty();
    TrainRequest completed = request.completed(kindChoice, images);
    this.backbone =
        completed.model().features().map(of -> Backbone.read(hadoop, of).described(images.shape()));
    this.request = completed.withModel(found(completed.model(), request.dataId()));
    this.checkpoints = new CheckpointFolder(hadoop, request.checkpointFolder());
    this.warmStart = request.train().warmStart().map(uri -> ModelPackage.read(hadoop, uri));
  }

  /** The model with what its images and its backbone decide. */
  private ModelOptions found(ModelOptions model, String dataId) {
    if (backbone.isPresent()) {
      return model.withOwn(backbone.get().options());
    }
    return model.family().conditional()
        ? TrainingLabels.of(spark.sc(), store, dataId).complete(model)
        : model;
  }

  /**
   * Checks everything that can be checked before work.
   *
   * @param session the cluster
   * @param request what is trained on what
   * @return a trainer that can start
   * @throws IllegalArgumentException if options or cluster do not go with each other or the data
   * @throws io.latentlake.table.InvalidTableException if there are no images, or of several sizes
   * @throws io.latentlake.model.IncompatibleModelException if the package to start from does not
   *     fit
   */
  public static Trainer of(SparkSession session, TrainRequest request) {
    int workers = request.train().workers();
    if (!request.model().isFitted()) {
      ClusterSlots.require(session.sparkContext(), workers);
    }
    Trainer trainer = onAnyCluster(session, request);
    if (trainer.isAveraged() && !session.sparkContext().isLocal()) {
      RoundRoom.require(
          session.sparkContext().getConf(),
          Runtime.getRuntime().maxMemory(),
          workers,
          TrainingState.of(trainer.network()).bytes());
    }
    return trainer;
  }

  /** Checks all but the cluster. */
  static Trainer onAnyCluster(SparkSession session, TrainRequest request) {
    Trainer trainer = new Trainer(session, request);
    trainer.request.requireTrainable(trainer.images);
    if (!trainer.isAveraged()) {
      return trainer;
    }
    trainer.learningRate();
    trainer.warmStart.ifPresent(trainer::requireSameNetwork);
    trainer.warmStart.ifPresent(trainer::requireSameLabels);
    trainer.checkpointToResume();
    return trainer;
  }

  private boolean isAveraged() {
    return !request.model().isFitted();
  }

  /**
   * What the training reads.
   *
   * @return URIs of the runs of the images table
   */
  public List<String> reads() {
    return store.committedRuns(ImagesTable.key(request.dataId())).stream()
        .map(Object::toString)
        .toList();
  }

  /**
   * What the training would be.
   *
   * @return sizes and counts
   */
  public TrainPlan plan() {
    if (!isAveraged()) {
      return planOfPass();
    }
    EpochPlan epoch = epochPlan();
    TrainingState start = TrainingState.of(network());
    int parameters = start.parameters().length;
    long validation = images.images(TrainingImages.VALIDATION);
    NativeMemory scoring = NativeMemory.ofScoring(request.model(), images.shape(), parameters);
    int scored = Math.min(ModelTask.MINIBATCH, request.model().mostImages(images.shape()));
    return new TrainPlan(
        images.images(TrainingImages.TRAIN),
        validation,
        images.shape(),
        parameters,
        start.bytes(),
        epoch.rounds(),
        epoch.iterations(),
        NativeMemory.ofTraining(
            request.model(), images.shape(), parameters, start.optimizerState().length),
        validation == 0 ? 0 : scoring.bytes(scored),
        request.train());
  }

  /** A pass over the images, for a network that is found in closed form. */
  private TrainPlan planOfPass() {
    long validation = images.images(TrainingImages.VALIDATION);
    NativeMemory memory =
        NativeMemory.ofFitting(request.model(), images.shape())
            .holding(backbone.map(of -> Backbone.nativeBytes(of.file().length)).orElse(0L));
    return new TrainPlan(
        images.images(TrainingImages.TRAIN),
        validation,
        images.shape(),
        0,
        0,
        0,
        0,
        memory,
        0,
        request.train());
  }

  /**
   * Which kind of model suits the images, and why, if they decide it.
   *
   * @return a sentence; empty if {@code model.kind} names a kind
   */
  public Optional<String> kindChoice() {
    return kindChoice.map(KindChoice::inWords);
  }

  /**
   * Trains.
   *
   * @param progress shows each loss term, images a second and the time left
   * @param stop asked after every round; once true, a checkpoint is written and the training ends;
   *     never asked where a closed form is found in one pass
   * @return the model and how it came about
   * @throws DivergedException if the loss is no longer a number, or has exploded
   * @throws TrainingStoppedException if it was asked to stop
   * @throws io.latentlake.table.ConcurrentRunException if another run trains the same model
   */
  public TrainResult train(Progress progress, BooleanSupplier stop) {
    String runId = request.provenance().getOrDefault(TableKey.RUN_ID, UUID.randomUUID().toString());
    try (WriteLease lease = checkpoints.lease(runId)) {
      TrainResult result = trainAlone(progress, stop);
      lease.requireHeld();
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints are out of reach", e);
    }
  }

  private TrainResult trainAlone(Progress progress, BooleanSupplier stop) {
    return isAveraged() ? trainByAveraging(progress, stop) : fit(progress);
  }

  /** Takes one pass, which has no place to stop at: it does not ask, so that it is interrupted. */
  private TrainResult fit(Progress progress) {
    Broadcast<SerializableHadoopConfig> config =
        spark.broadcast(new SerializableHadoopConfig(hadoop));
    Broadcast<List<String>> files = spark.broadcast(images.files());
    try {
      ImageReader reader = new ImageReader(files, config);
      ClosedForm found =
          ClosedForm.of(spark, reader, images, request, provenance(), backbone, progress);
      return found.result(judged(reader, found.model()));
    } finally {
      files.destroy();
      config.destroy();
    }
  }

  private TrainResult trainByAveraging(Progress progress, BooleanSupplier stop) {
    Optional<Checkpoint> resume = checkpointToResume();
    if (resume.isEmpty()) {
      checkpoints.clear();
    }
    Broadcast<SerializableHadoopConfig> config =
        spark.broadcast(new SerializableHadoopConfig(hadoop));
    Broadcast<List<String>> files = spark.broadcast(images.files());
    ImageReader reader = new ImageReader(files, config);
    ModelOptions model = request.model();
    ImageShape shape = images.shape();
    Optional<float[]> mean = meanImage(reader);
    Broadcast<ImageLoader.Setup> setup =
        spark.broadcast(
            new ImageLoader.Setup(
                new TrainingArrays(model, shape, mean),
                Augmentations.of(request.train().augment(), shape),
                model.binarisation(),
                request.seed()));
    ComputationGraph network = network();
    warmStart.ifPresent(start -> Floats.assign(start.parameters(), network.params()));
    AveragingMaster master =
        new AveragingMaster(
            UUID.randomUUID().toString(),
            request.train(),
            StepRule.of(request.train(), learningRate()),
            spark,
            network.getConfiguration(),
            config);
    TrainingLoop loop =
        new TrainingLoop(
            spark,
            request,
            images,
            reader,
            setup,
            network,
            master,
            mean,
            request.identity(images, dataFingerprint()),
            provenance());
    try {
      resume.ifPresent(loop::resume);
      loop.run(progress, stop, checkpoints);
      return result(loop, reader, resume);
    } finally {
      master.close();
      setup.destroy();
      files.destroy();
      config.destroy();
    }
  }

  /** With its anomaly score, and the threshold if there are images to find one. */
  private ModelPackage judged(ImageReader reader, ModelPackage trained) {
    List<RowGroup> validation = images.split(TrainingImages.VALIDATION);
    if (validation.isEmpty()) {
      return withScore(reader, trained);
    }
    ModelPackage model = withScore(reader, trained.withUsualScoreOfValidated());
    return model.withThreshold(threshold(reader, validation, model));
  }

  private TrainResult result(TrainingLoop loop, ImageReader reader, Optional<Checkpoint> resume) {
    return new TrainResult(
        judged(reader, loop.finalModel()),
        loop.history(),
        images.images(TrainingImages.TRAIN) + images.images(TrainingImages.VALIDATION),
        resume
            .map(Checkpoint::header)
            .map(at -> new TrainResult.ResumePoint(at.round(), at.epoch() + 1, at.roundInEpoch())),
        loop.finalEpoch(),
        loop.cost());
  }

  /**
   * With an anomaly score that can be computed: the one that was asked for, or the one that tells
   * drawn defects best. Scores are compared also if nobody asked, where that takes no time to speak
   * of; then only those that learn nothing from images and draw no latents.
   */
  private ModelPackage withScore(ImageReader reader, ModelPackage model) {
    boolean select = request.selectsScore();
    AnomalyScore own = model.options().score();
    List<AnomalyScore> compared =
        AnomalyScore.of(model.options()).stream()
            .filter(score -> select || isCheap(score, model.options()) || score.equals(own))
            .toList();
    ModelPackage fitted = fitted(reader, model, select ? compared : List.of(own));
    long worth =
        select
            ? ComparisonPass.MOST_IMAGES
            : imagesComparedUnasked(1 + own.decodings(model.options()));
    if (worth == 0) {
      return fitted;
    }
    ScoreComparison comparison =
        JobDescription.during(
            spark.sc(),
            "train: anomaly scores of images with drawn defects",
            () ->
                ComparisonPass.of(
                    spark,
                    reader,
                    images.split(TrainingImages.VALIDATION),
                    worth,
                    fitted,
                    compared,
                    request.seed()));
    return fitted.withComparison(select ? comparison.choose() : comparison);
  }

  private static boolean isCheap(AnomalyScore score, ModelOptions model) {
    return score.fitting().isEmpty() && score.decodings(model) == 0;
  }

  /**
   * As many as take a hundredth of the time of training, each scored twice; 0 if that is few.
   *
   * @param passes that scoring an image takes
   */
  private long imagesComparedUnasked(int passes) {
    long trained = images.images(TrainingImages.TRAIN) * request.train().epochs();
    // a step of training is a pass forward and two back
    long worth = Math.min(trained * 3 / 200 / passes, ComparisonPass.MOST_IMAGES);
    boolean enough = Math.min(worth, images.images(TrainingImages.VALIDATION)) >= LEAST_COMPARED;
    return enough ? worth : 0;
  }

  /** With what some anomaly scores have to learn from images. */
  private ModelPackage fitted(ImageReader reader, ModelPackage model, List<AnomalyScore> scores) {
    Map<String, ScoreFitting> byName = new TreeMap<>();
    scores.forEach(
        score -> score.fitting().ifPresent(fitting -> byName.put(fitting.name(), fitting)));
    List<ScoreFitting> fittings = List.copyOf(byName.values());
    return fittings.isEmpty()
        ? model
        : JobDescription.during(
            spark.sc(),
            "train: what anomaly scores learn from images",
            () -> model.withFitted(FittingPass.of(spark, reader, images, model, fittings)));
  }

  private Threshold threshold(ImageReader reader, List<RowGroup> validation, ModelPackage model) {
    long count = images.images(TrainingImages.VALIDATION);
    double quantile = request.train().thresholdQuantile();
    return JobDescription.during(
        spark.sc(),
        "train: scores of the validation images, for the threshold",
        () -> {
          try (ValidationPass pass =
              new ValidationPass(spark, reader, validation, model, request.seed())) {
            JavaRDD<Double> scores = pass.anomalyScores().persist(StorageLevel.MEMORY_AND_DISK());
            try {
              return Threshold.of(
                  model.options().score().name(),
                  count,
                  OrderStatistics.at(scores, count, Threshold.ranks(count, quantile)),
                  quantile,
                  TrainingImages.VALIDATION);
            } finally {
              scores.unpersist();
            }
          }
        });
  }

  private ComputationGraph network() {
    return TrainingGraph.build(
        request.model(),
        images.shape(),
        Optimizers.of(request.train(), learningRate()),
        request.seed());
  }

  private LearningRate learningRate() {
    return LearningRate.of(
        request.train(), (long) epochPlan().iterations() * request.train().epochs());
  }

  private EpochPlan epochPlan() {
    return EpochPlan.of(images.split(TrainingImages.TRAIN), request.train(), request.seed(), 0);
  }

  private Optional<float[]> meanImage(ImageReader reader) {
    return request.model().centred()
        ? Optional.of(
            JobDescription.during(
                spark.sc(),
                "train: mean of the training images",
                () ->
                    TrainingMean.of(
                        spark, reader, images.split(TrainingImages.TRAIN), images.shape())))
        : Optional.empty();
  }

  private Optional<Checkpoint> checkpointToResume() {
    if (!request.train().resume()) {
      return Optional.empty();
    }
    Optional<Checkpoint> newest = checkpoints.newest();
    newest.ifPresent(
        checkpoint ->
            checkpoint
                .header()
                .requireIdentity(
                    request.identity(images, dataFingerprint()),
                    request.defaults(),
                    request.checkpointFolder()));
    return newest;
  }

  private void requireSameNetwork(ModelPackage start) {
    start.requireAccepts(images.shape());
    long expected = network().numParams();
    if (start.parameters().length != expected) {
      throw new IllegalArgumentException(
          "train.warm-start names a package of "
              + start.options()
              + " with "
              + start.parameters().length
              + " parameters; section model describes a network with "
              + expected
              + ": both must describe the same network");
    }
  }

  private void requireSameLabels(ModelPackage start) {
    List<String> known = start.options().labels();
    if (!known.equals(request.model().labels())) {
      throw new IllegalArgumentException(
          "train.warm-start names a package that is told the labels "
              + known
              + ", but this training tells "
              + request.model().labels()
              + ": both must be told the same labels in the same order");
    }
  }

  /** Changes when an image that is trained on does, wherever and in whatever order it is stored. */
  private String dataFingerprint() {
    if (dataFingerprint == null) {
      dataFingerprint = readDataFingerprint();
    }
    return dataFingerprint;
  }

  private String readDataFingerprint() {
    Dataset<Row> fingerprint =
        store
            .read(ImagesTable.key(request.dataId()), ImagesTable.SCHEMA)
            .filter(col(ImagesTable.SPLIT).isin(TrainingImages.TRAIN, TrainingImages.VALIDATION))
            .agg(
                bit_xor(
                    xxhash64(
                        col(ImagesTable.IMAGE_ID),
                        col(ImagesTable.SPLIT),
                        col(ImagesTable.SOURCE_KEY))));
    Row found =
        JobDescription.during(
            spark.sc(), "train: fingerprint of the images", () -> fingerprint.head());
    return String.format(Locale.ROOT, "%016x", found.getLong(0));
  }

  private Map<String, String> provenance() {
    Map<String, String> all = new HashMap<>(request.provenance());
    all.put("seed", Long.toString(request.seed()));
    all.put("data_id", request.dataId());
    all.put("data_fingerprint", dataFingerprint());
    all.put("train_images", Long.toString(images.images(TrainingImages.TRAIN)));
    all.put("validation_images", Long.toString(images.images(TrainingImages.VALIDATION)));
    all.put("workers", Integer.toString(request.train().workers()));
    request.describedTraining().forEach((key, value) -> all.put("option." + key, value));
    kindChoice().ifPresent(choice -> all.put("kind_choice", choice));
    return all;
  }
}
