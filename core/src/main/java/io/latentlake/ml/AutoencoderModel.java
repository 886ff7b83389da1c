package io.latentlake.ml;

import io.latentlake.infer.FramePass;
import io.latentlake.model.ModelPackage;
import io.latentlake.provenance.RunManifest;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Appends what an autoencoder says of images to the rows that hold them: {@code
 * reconstruction_error}, {@code anomaly_score} (high is anomalous), {@code is_anomaly} (null if the
 * model has no threshold), {@code embedding} (a vector) and, if asked for, {@code attribution} (a
 * map, row by row). They are the numbers of commands {@code score}, {@code embed} and {@code
 * explain}.
 *
 * <p>Rows are read as {@link AutoencoderEstimator} reads them; images of another size or colour are
 * brought to the model's, as they were in training. Every row and column is kept, and nothing is
 * shuffled. Where a row holds no image that can be decoded, what is appended is null, unless {@link
 * #handleInvalid} says otherwise.
 */
public final class AutoencoderModel extends Model<AutoencoderModel>
    implements FrameParams<AutoencoderModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  /** Keys that say how images are prepared, which the model remembers from its training. */
  private static final List<String> PREPARATION =
      List.of(
          "data.fit",
          "data.background",
          "data.range",
          "data.damaged",
          "data.max-pixels",
          "data.max-bytes");

  private final String uid;
  private final ModelPackage modelPackage;
  private final StageParams params;

  AutoencoderModel(String uid, ModelPackage modelPackage) {
    this.uid = uid;
    this.modelPackage = modelPackage;
    this.params = new StageParams(this);
  }

  /**
   * Uses a model that command {@code train} wrote.
   *
   * @param uri Hadoop URI of a model package, such as {@code OUTPUT/models/MODEL_ID}
   * @return the model
   * @throws io.latentlake.model.IncompatibleModelException if there is none, or it is damaged or of
   *     a newer version
   */
  public static AutoencoderModel fromPackage(String uri) {
    return new AutoencoderModel(
        Identifiable$.MODULE$.randomUID("autoencoder"),
        ModelPackage.read(SparkSession.active().sparkContext().hadoopConfiguration(), uri));
  }

  /**
   * The model without Spark ML, as commands read it.
   *
   * @return the package
   */
  public ModelPackage modelPackage() {
    return modelPackage;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> frame) {
    return pass().append(frame.toDF());
  }

  @Override
  public StructType transformSchema(StructType frame) {
    return pass().columns(frame);
  }

  private FramePass pass() {
    return new FramePass(modelPackage, params.frame(params.read(preparation())));
  }

  private List<String> preparation() {
    return PREPARATION.stream()
        .flatMap(
            key ->
                Stream.ofNullable(modelPackage.provenance().get(RunManifest.OPTION + key))
                    .map(value -> key + "=" + value))
        .toList();
  }

  @Override
  public AutoencoderModel copy(ParamMap extra) {
    AutoencoderModel copied = new AutoencoderModel(uid, modelPackage);
    return copyValues(copied.setParent(parent()), extra);
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(this);
  }

  /**
   * Reads a saved model.
   *
   * @return a reader
   */
  public static MLReader<AutoencoderModel> read() {
    return new ModelReader();
  }

  /**
   * Reads a saved model.
   *
   * @param path where it was saved
   * @return the model
   */
  public static AutoencoderModel load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public AutoencoderModel self() {
    return this;
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
}
