package io.latentlake.ml;

import io.latentlake.infer.AppendedColumns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Learns an autoencoder from the images of a data frame, as commands {@code ingest} and {@code
 * train} do.
 *
 * <p>The rows are those of Spark's sources {@code image} and {@code binaryFile}, those of table
 * {@code images}, or have encoded images in a column. Rows that hold no image that can be decoded
 * are left out, and their number is logged. The frame is read more than once.
 */
public final class AutoencoderEstimator extends Estimator<AutoencoderModel>
    implements TrainingParams<AutoencoderEstimator>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final StageParams params;
  private final Param<String> kind;
  private final IntParam latent;
  private final IntArrayParam channels;
  private final Param<String> anomalyScore;
  private final IntParam height;
  private final IntParam width;
  private final Param<String> color;
  private final Param<String> splitColumn;
  private final IntParam epochs;
  private final IntParam workers;
  private final Param<String> workFolder;

  /** Creates an estimator of the defaults. */
  public AutoencoderEstimator() {
    this(Identifiable$.MODULE$.randomUID("autoencoder"));
  }

  /**
   * Creates an estimator of the defaults.
   *
   * @param uid its name
   */
  public AutoencoderEstimator(String uid) {
    this.uid = uid;
    params = new StageParams(this);
    kind = params.text("kind", "model.kind");
    latent = params.number("latent", "model.latent");
    channels = params.numbers("channels", "model.channels");
    anomalyScore = params.text("anomalyScore", "model.anomaly-score");
    height = params.number("height", "data.height");
    width = params.number("width", "data.width");
    color = params.text("color", "data.color");
    splitColumn = params.text("splitColumn", "data.split-column");
    epochs = params.number("epochs", "train.epochs");
    workers = params.number("workers", "train.workers");
    workFolder =
        new Param<>(
            this,
            "workFolder",
            "Hadoop URI of a folder that driver and executors share; fit keeps the decoded images"
                + " there while it trains; unset: a temporary folder, if they are one process");
  }

  @Override
  public AutoencoderModel fit(Dataset<?> frame) {
    transformSchema(frame.schema());
    StageOptions options = params.read(List.of());
    SparkSession spark = frame.sparkSession();
    Optional<String> parent =
        isSet(workFolder) ? Optional.of(getOrDefault(workFolder)) : Optional.empty();
    try (WorkFolder folder = WorkFolder.in(spark.sparkContext(), parent)) {
      String runId = uid + "-" + UUID.randomUUID();
      AutoencoderModel model =
          new AutoencoderModel(
              uid, new FrameTraining(spark, options, runId).train(frame.toDF(), folder));
      return copyValues(model.setParent(this), ParamMap.empty());
    }
  }

  @Override
  public StructType transformSchema(StructType frame) {
    StageOptions options = params.read(List.of());
    return AppendedColumns.to(frame, params.frame(options), options.model().latent());
  }

  @Override
  public AutoencoderEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public AutoencoderEstimator self() {
    return this;
  }

  /**
   * Reads a saved estimator.
   *
   * @return a reader
   */
  public static MLReader<AutoencoderEstimator> read() {
    return new DefaultParamsReader<>();
  }

  /**
   * Reads a saved estimator.
   *
   * @param path where it was saved
   * @return the estimator
   */
  public static AutoencoderEstimator load(String path) {
    return read().load(path);
  }

  @Override
  public LongParam seed() {
    return params.seed;
  }

  @Override
  public Param<String> imageColumn() {
    return params.imageColumn;
  }

  @Override
  public Param<String> labelColumn() {
    return params.labelColumn;
  }

  @Override
  public Param<String> idColumn() {
    return params.idColumn;
  }

  @Override
  public Param<String> map() {
    return params.map;
  }

  @Override
  public Param<String> outputPrefix() {
    return params.outputPrefix;
  }

  @Override
  public Param<String> handleInvalid() {
    return params.handleInvalid;
  }

  @Override
  public StringArrayParam options() {
    return params.options;
  }

  @Override
  public Param<String> kind() {
    return kind;
  }

  @Override
  public IntParam latent() {
    return latent;
  }

  @Override
  public IntArrayParam channels() {
    return channels;
  }

  @Override
  public Param<String> anomalyScore() {
    return anomalyScore;
  }

  @Override
  public IntParam height() {
    return height;
  }

  @Override
  public IntParam width() {
    return width;
  }

  @Override
  public Param<String> color() {
    return color;
  }

  @Override
  public Param<String> splitColumn() {
    return splitColumn;
  }

  @Override
  public IntParam epochs() {
    return epochs;
  }

  @Override
  public IntParam workers() {
    return workers;
  }

  @Override
  public Param<String> workFolder() {
    return workFolder;
  }
}
