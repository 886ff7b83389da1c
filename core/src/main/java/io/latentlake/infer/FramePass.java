package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.image.ingest.FrameImages;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Passes the images of any data frame through a model on the executors, and appends what the model
 * says of them to their rows: the numbers that {@link InferencePass} gives. Every row and column
 * stays where it is, but for {@link InvalidRows}; nothing is shuffled or joined.
 */
public final class FramePass {
  private final ModelPackage model;
  private final FrameOptions options;

  /**
   * Sets a pass up.
   *
   * @param model the model
   * @param options what is found for each image
   */
  public FramePass(ModelPackage model, FrameOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * The columns that a frame gets.
   *
   * @param frame its columns
   * @return the same with {@link AppendedColumns}
   * @throws IllegalArgumentException if none holds images, or labels that the model must be told,
   *     or one that is appended is there already
   */
  public StructType columns(StructType frame) {
    StructType columns = AppendedColumns.to(frame, options, model.options().latent());
    if (!model.options().labels().isEmpty() && !FrameImages.haveLabels(frame, options.data())) {
      throw new IllegalArgumentException(
          "model "
              + model.modelId()
              + " is a "
              + model.options().kind()
              + ", which must be told the label of each image, but there is no column "
              + options.data().labelColumn()
              + " (data.label-column); set labelColumn to the column of labels");
    }
    return columns;
  }

  /**
   * Appends the columns, lazily.
   *
   * @param frame rows that hold images: see {@link FrameImages}
   * @return the rows with more columns
   * @throws IllegalArgumentException as {@link #columns}, and if the model cannot give what is
   *     asked for
   */
  public Dataset<Row> append(Dataset<Row> frame) {
    StructType columns = columns(frame.schema());
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    Broadcast<ModelPackage> shared = context.broadcast(model);
    FrameImages images = new FrameImages(frame, options.data(), model.shape());
    FrameWork work =
        new FrameWork(
            new ScoreWork(options.score(), options.seed(), model),
            options.map().map(method -> map(method, context)).orElse(null),
            options.invalid());
    MapPartitionsFunction<Row, Row> pass =
        partition ->
            partition.hasNext()
                ? new FrameRows(partition, images, TaskModel.open(shared.value()), work)
                : Collections.emptyIterator();
    Dataset<Row> appended =
        frame
            .select(col("*"), FrameImages.column(frame, options.data()))
            .mapPartitions(pass, Encoders.row(columns));
    return appended.select(
        Arrays.stream(columns.fields()).map(FramePass::described).toArray(Column[]::new));
  }

  /** A column with its metadata, which encoders of rows do not keep. */
  private static Column described(StructField field) {
    return col("`" + field.name().replace("`", "``") + "`").as(field.name(), field.metadata());
  }

  private ExplainWork map(String method, JavaSparkContext context) {
    ExplainOptions explain = options.explain().of(model.options().family());
    AttributionMethod named = AttributionMethod.named(method);
    if (named.attributor(explain).needsReferences()) {
      throw new IllegalArgumentException(
          "method "
              + method
              + " compares with training images, which a data frame does not have; name another"
              + " method, such as smooth-residual, or another baseline");
    }
    List<Target> targets = explain.targets().stream().map(Targets::parse).toList();
    Target explained =
        targets.stream()
            .filter(target -> named.refusal(target, model, explain).isEmpty())
            .findFirst()
            .orElse(targets.get(0));
    ExplanationPlan plan =
        ExplanationPlan.of(
            model,
            method,
            explained,
            explain,
            context.broadcast(ReferenceImages.none(model.shape())),
            options.seed());
    return new ExplainWork(plan, plan.minibatch(model.shape()));
  }
}
