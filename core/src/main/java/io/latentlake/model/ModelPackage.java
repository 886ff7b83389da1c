package io.latentlake.model;

import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.BackboneUse;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.provenance.Checksum;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A trained model as it is saved and sent to executors: options, parameters, provenance, threshold.
 *
 * <p>On storage it is a folder of {@code model.zip} (numbers), {@code model.yaml} (options, image
 * shape, preprocessing, provenance) and, once they are there, {@code threshold.json} and {@code
 * scores.json} (how well scores tell drawn defects) and, of a model that sees features of a
 * pretrained network, that network's {@code backbone.onnx}; {@code model.onnx} may lie beside them.
 * In memory it holds the same bytes, so any serialiser may carry it.
 */
public final class ModelPackage implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Name in the provenance of {@link #keptEpoch}. */
  public static final String KEPT_EPOCH = "kept_epoch";

  private static final byte[] NONE = {};

  private final byte[] archive;
  private final byte[] description;
  private final byte[] threshold;
  private final byte[] comparison;
  private final byte[] backbone;
  private transient volatile PackageContents contents;

  private ModelPackage(PackageContents contents, byte[] backbone) {
    this.archive = ModelArchive.write(contents);
    this.description = PackageDescription.write(contents);
    this.threshold = contents.threshold().map(ThresholdFile::write).orElse(NONE);
    this.comparison = contents.comparison().map(ScoreComparisonFile::write).orElse(NONE);
    this.backbone = backbone;
    this.contents = contents;
  }

  ModelPackage(
      byte[] archive, byte[] description, byte[] threshold, byte[] comparison, byte[] backbone) {
    this.archive = archive;
    this.description = description;
    this.threshold = threshold;
    this.comparison = comparison;
    this.backbone = backbone;
    this.contents = contents();
  }

  /**
   * Packs a trained network.
   *
   * @param options what it was built from
   * @param shape size of its images
   * @param meanImage mean training image in [0, 1], channel-major; given exactly when the options
   *     centre the images
   * @param trained the network; its parameters are copied
   * @param provenance how it came about: seed, data fingerprint, versions and the like
   * @return the package, without a threshold
   * @throws IllegalArgumentException if the mean image does not fit the options
   */
  public static ModelPackage of(
      ModelOptions options,
      ImageShape shape,
      Optional<float[]> meanImage,
      ComputationGraph trained,
      Map<String, String> provenance) {
    TrainingArrays.requireMeanImage(options, shape, meanImage);
    return new ModelPackage(
        new PackageContents(
            options.withNetworkNamed(),
            shape,
            parameters(trained),
            meanImage.map(float[]::clone),
            new TreeMap<>(provenance),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty()),
        NONE);
  }

  /**
   * The same model with the pretrained network whose features it sees.
   *
   * @param file the file of that network
   * @return a new package, which holds the file if the options say so
   * @throws io.latentlake.backbone.UnusableBackboneException if it is another than the model's
   */
  public ModelPackage withBackbone(byte[] file) {
    new Backbone(options().features().orElseThrow(), file);
    return new ModelPackage(archive, description, threshold, comparison, file);
  }

  /**
   * The pretrained network whose features it sees.
   *
   * @return empty if it sees pixels
   * @throws IncompatibleModelException if the package lacks it
   */
  public Optional<BackboneUse> backbone() {
    Optional<FeatureOptions> features = options().features();
    if (features.isPresent() && backbone.length == 0) {
      throw new IncompatibleModelException("the model package lacks its backbone; train again");
    }
    return features.map(of -> Backbone.use(of, backbone));
  }

  private static float[] parameters(ComputationGraph network) {
    double[] values = OffHeap.read(network.params());
    float[] parameters = new float[values.length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) values[i];
    }
    return parameters;
  }

  /**
   * Where the model of an id lies below an output path.
   *
   * @param outputPath any Hadoop URI
   * @param modelId the model's id
   * @return URI of the package's folder
   */
  public static String location(String outputPath, String modelId) {
    return outputPath.replaceAll("/+$", "") + "/models/" + modelId;
  }

  /**
   * Reads a package; trusts nothing in it.
   *
   * @param hadoop how to reach the storage
   * @param uri the package's folder
   * @return the package
   * @throws IncompatibleModelException if there is none, or it is damaged or of a newer version
   * @throws java.io.UncheckedIOException if the storage fails
   */
  public static ModelPackage read(Configuration hadoop, String uri) {
    return PackageFolder.read(hadoop, uri);
  }

  /**
   * Reads a package where there may be none.
   *
   * @param hadoop how to reach the storage
   * @param uri the package's folder
   * @return the package; empty if there is no such folder
   * @throws IncompatibleModelException if it is damaged or of a newer version
   * @throws java.io.UncheckedIOException if the storage fails
   */
  public static Optional<ModelPackage> find(Configuration hadoop, String uri) {
    return PackageFolder.exists(hadoop, uri) ? Optional.of(read(hadoop, uri)) : Optional.empty();
  }

  /**
   * Writes the package, in place of one that is there. A reader sees the whole of it or nothing.
   *
   * @param hadoop how to reach the storage
   * @param uri the package's folder
   * @throws java.io.UncheckedIOException if the storage fails
   */
  public void write(Configuration hadoop, String uri) {
    boolean keeps = options().features().map(FeatureOptions::keepBackbone).orElse(false);
    PackageFolder.write(
        hadoop,
        uri,
        new PackageFiles(archive, description, threshold, comparison, keeps ? backbone : NONE));
  }

  /**
   * The model's name in every table.
   *
   * @return {@code model.id} of its options
   */
  public String modelId() {
    return options().id();
  }

  /**
   * What the network was built from.
   *
   * @return the options
   */
  public ModelOptions options() {
    return contents().options();
  }

  /**
   * Size of the model's images.
   *
   * @return the size
   */
  public ImageShape shape() {
    return contents().shape();
  }

  /**
   * Whether a stage of the encoder has places.
   *
   * @return true if there are convolutions in it
   */
  public boolean hasSpatialStage() {
    return options().architecture(shape()).spatialStage().isPresent();
  }

  /**
   * Images that it should be shown at a time.
   *
   * @return at least 1; as many as take a gibibyte outside the heap
   */
  public int mostImages() {
    return options().mostImages(shape());
  }

  /**
   * Memory outside the heap that a task takes whatever it does with the model, besides the network.
   *
   * @return bytes; 0 unless it sees features of a pretrained network
   */
  public long bytesBeside() {
    return Backbone.nativeBytes(backbone.length);
  }

  /**
   * Whether codes alone can be decoded.
   *
   * @return false if the decoder needs the image as well, as with skip connections
   */
  public boolean decodesLatents() {
    return options().architecture(shape()).decodesLatents();
  }

  /**
   * Whether it has what an anomaly score learns from normal images.
   *
   * @param score the score
   * @return true also if the score learns nothing
   */
  public boolean hasLearnt(AnomalyScore score) {
    return score.fitting().map(ScoreFitting::name).map(fitted()::containsKey).orElse(true);
  }

  /**
   * Mean training image in [0, 1], channel-major.
   *
   * @return empty if the model does not centre its images
   */
  public Optional<float[]> meanImage() {
    return contents().meanImage().map(float[]::clone);
  }

  /**
   * The threshold from the validation images.
   *
   * @return empty until it is set
   */
  public Optional<Threshold> threshold() {
    return contents().threshold();
  }

  /**
   * The same model with a threshold.
   *
   * @param value the threshold
   * @return a new package
   */
  public ModelPackage withThreshold(Threshold value) {
    return new ModelPackage(archive, description, ThresholdFile.write(value), comparison, backbone);
  }

  /**
   * The same model with what anomaly scores learnt from normal images.
   *
   * @param learnt results of {@link ScoreFitting} by its name
   * @return a new package
   */
  public ModelPackage withFitted(Map<String, float[]> learnt) {
    return new ModelPackage(contents().withFitted(learnt), backbone);
  }

  /**
   * How well anomaly scores tell drawn defects.
   *
   * @return empty if they were not compared
   */
  public Optional<ScoreComparison> comparison() {
    return contents().comparison();
  }

  /**
   * The same model with figures of its scores, judged by the one that they name.
   *
   * @param figures the figures
   * @return a new package; it keeps what all scores learnt that were compared
   * @throws IllegalStateException if a threshold has been set on another score
   */
  public ModelPackage withComparison(ScoreComparison figures) {
    if (!figures.score().equals(options().score().name()) && threshold().isPresent()) {
      throw new IllegalStateException("the threshold belongs to " + options().score().name());
    }
    ModelOptions judged =
        figures.chosen() ? options().withAnomalyScore(figures.score()) : options();
    return new ModelPackage(contents().withOptions(judged).withComparison(figures), backbone);
  }

  /**
   * The same model, judged by what suits its kind where there are validation images to learn from,
   * unless its options name a score.
   *
   * @return a package whose options name the score, if it is not what {@code auto} means anyway
   */
  public ModelPackage withUsualScoreOfValidated() {
    return new ModelPackage(
        contents().withOptions(options().withUsualScoreOfValidated()), backbone);
  }

  /** What anomaly scores learnt, by the name of the {@link ScoreFitting}; not to be changed. */
  SortedMap<String, float[]> fitted() {
    return contents().fitted();
  }

  FittedNumbers fittedNumbers() {
    return new FittedNumbers(options(), shape(), fitted());
  }

  /**
   * How the model came about.
   *
   * @return names and values, sorted
   */
  public SortedMap<String, String> provenance() {
    return Collections.unmodifiableSortedMap(contents().provenance());
  }

  /** Seed of the training; 0 if the package does not say it. */
  long seed() {
    return number("seed").orElse(0);
  }

  /**
   * The epoch whose parameters it has: with early stopping not always the last.
   *
   * @return the epoch, from 1; empty if the package does not say it
   */
  public OptionalLong keptEpoch() {
    return number(KEPT_EPOCH);
  }

  private OptionalLong number(String name) {
    String value = provenance().get(name);
    try {
      return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw new IncompatibleModelException(
          "model.yaml is damaged: provenance." + name + " is '" + value + "', not a whole number",
          e);
    }
  }

  /**
   * All parameters in the network's order.
   *
   * @return a copy
   */
  public float[] parameters() {
    return contents().parameters().clone();
  }

  /**
   * A checksum of all that is saved: another training, option, threshold or comparison of scores
   * gives another.
   *
   * @return 32 hexadecimal digits
   */
  public String fingerprint() {
    return Checksum.of(archive, description, threshold, comparison);
  }

  /**
   * Whether every parameter is a number.
   *
   * @return false if one is NaN or infinite, as after a training that diverged
   */
  public boolean finite() {
    for (float parameter : contents().parameters()) {
      if (!Float.isFinite(parameter)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The network as it was trained, with batch normalisation and heads.
   *
   * @return a new network of float32
   */
  public ComputationGraph trainingGraph() {
    return trainingGraph(DataType.FLOAT);
  }

  ComputationGraph trainingGraph(DataType type) {
    PackageContents of = contents();
    ComputationGraphConfiguration configuration =
        TrainingGraph.configuration(of.options(), of.shape(), new NoOp(), 0, type);
    INDArray parameters = OffHeap.create(type, 1, of.parameters().length);
    OffHeap.write(of.parameters(), parameters);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters, false);
    return graph;
  }

  /**
   * The same with a network that was never trained, for tests of what depends on training.
   *
   * @param seed of its weights
   * @return a new package, with the same threshold and all that scores learnt
   */
  public ModelPackage untrained(long seed) {
    ComputationGraph graph =
        new ComputationGraph(
            TrainingGraph.configuration(options(), shape(), new NoOp(), seed, DataType.FLOAT));
    graph.init();
    float[] parameters = parameters(graph);
    OffHeap.close(graph.params());
    return new ModelPackage(
        contents().withArchive(parameters, contents().meanImage(), contents().fitted()), backbone);
  }

  /**
   * The model ready to score.
   *
   * @return a new instance, for one thread; the caller closes it
   */
  public InferenceModel inferenceModel() {
    return inferenceModel(DataType.FLOAT);
  }

  InferenceModel inferenceModel(DataType type) {
    return InferenceModel.of(this, type);
  }

  /**
   * Refuses images of another size.
   *
   * @param images size of the images
   * @throws IncompatibleModelException if the model takes another size
   */
  public void requireAccepts(ImageShape images) {
    if (!images.equals(shape())) {
      throw new IncompatibleModelException(
          "model "
              + modelId()
              + " takes images of "
              + shape()
              + ", but these are "
              + images
              + "; ingest with data.height, data.width and data.color as the model has them, or"
              + " train another");
    }
  }

  /**
   * Refuses to go on without what running the model takes beside this product.
   *
   * @throws io.latentlake.backbone.UnusableBackboneException if it sees features of a pretrained
   *     network, and onnxruntime is not on the class path
   */
  public void requireRunnable() {
    if (options().seesFeatures()) {
      Backbone.requireRuntime();
    }
  }

  private static Threshold requireOwn(Threshold threshold, ModelOptions options) {
    if (!threshold.score().equals(options.score().name())) {
      throw new IncompatibleModelException(
          "threshold.json holds a threshold of "
              + threshold.score()
              + ", but images are judged by "
              + options.score().name()
              + " of a "
              + options.kind()
              + "; train again, or restore the threshold.json that belongs to the model");
    }
    return threshold;
  }

  private PackageContents contents() {
    PackageContents known = contents;
    if (known == null) {
      known = PackageDescription.read(description);
      known = ModelArchive.read(archive, known);
      if (threshold.length > 0) {
        known = known.withThreshold(requireOwn(ThresholdFile.read(threshold), known.options()));
      }
      if (comparison.length > 0) {
        known = known.withComparison(ScoreComparisonFile.read(comparison));
      }
      contents = known;
    }
    return known;
  }
}
