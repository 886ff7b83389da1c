package io.latentlake.infer;

import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.observe.ImageWork;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Passes the images table through a model on the executors: minibatches in, one row per image out,
 * lazily. Each task creates its own model from a broadcast package and closes it at the end. The
 * result does not depend on partitions, their order or their number.
 */
public final class InferencePass {
  private final Dataset<Row> images;
  private final ModelPackage model;
  private final LongAccumulator done;

  /**
   * Sets a pass up.
   *
   * @param images rows of the images table, all of the model's input shape
   * @param model the model
   * @param done counts the rows as they are made, for showing progress
   */
  public InferencePass(Dataset<Row> images, ModelPackage model, LongAccumulator done) {
    this.images = images;
    this.model = model;
    this.done = done;
  }

  /**
   * Scores every image.
   *
   * @param options how many latents to draw, images at a time, which threshold
   * @param seed of the draws, which are keyed by image id
   * @return rows of the scores table
   * @throws IllegalArgumentException if the model cannot tell the threshold that is asked for
   */
  public Dataset<Row> score(ScoreOptions options, long seed) {
    return rows(new ScoreWork(options, seed, model));
  }

  /**
   * Embeds every image.
   *
   * @param options images at a time
   * @return rows of the embeddings table
   */
  public Dataset<Row> embed(EmbedOptions options) {
    return rows(new EmbedWork(options.minibatch()));
  }

  /**
   * Explains one number of every image by one method that compares with no other images.
   *
   * @param method name of an attribution method
   * @param target the number to explain
   * @param options of the method, images at a time if memory allows
   * @param seed of the draws, which are keyed by image id
   * @return rows of the attributions table
   * @throws IllegalArgumentException if the method does not explain that target, or the model does
   *     not have it
   */
  public Dataset<Row> explain(String method, Target target, ExplainOptions options, long seed) {
    return explain(method, target, options, ReferenceImages.none(model.shape()), seed);
  }

  /**
   * Explains one number of every image by one method.
   *
   * @param method name of an attribution method
   * @param target the number to explain
   * @param options of the method, images at a time if memory allows
   * @param references images to compare with
   * @param seed of the draws, which are keyed by image id
   * @return rows of the attributions table
   * @throws IllegalArgumentException if the method does not explain that target, or the model does
   *     not have it
   */
  public Dataset<Row> explain(
      String method, Target target, ExplainOptions options, ReferenceImages references, long seed) {
    ExplanationPlan plan = plan(method, target, options, references, seed);
    return rows(new ExplainWork(plan, plan.minibatch(model.shape())));
  }

  /**
   * Measures the maps that one method makes of one number of every image.
   *
   * @param method name of an attribution method
   * @param target the number to explain
   * @param options of the method and of the measures
   * @param references images to compare with
   * @param seed of the draws, which are keyed by image id
   * @return rows of the table of quality
   * @throws IllegalArgumentException if the method does not explain that target, or the model does
   *     not have it
   */
  public Dataset<Row> quality(
      String method, Target target, ExplainOptions options, ReferenceImages references, long seed) {
    ExplanationPlan plan = plan(method, target, options, references, seed);
    return rows(
        new QualityWork(
            plan, plan.minibatch(model.shape()), context().broadcast(model.untrained(seed))));
  }

  private ExplanationPlan plan(
      String method, Target target, ExplainOptions options, ReferenceImages references, long seed) {
    return ExplanationPlan.of(
        model, method, target, options, context().broadcast(references), seed);
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(images.sparkSession().sparkContext());
  }

  private Dataset<Row> rows(InferenceWork work) {
    Broadcast<ModelPackage> shared = context().broadcast(model);
    LongAccumulator counter = done;
    ImageWork counted = work.counted();
    MapPartitionsFunction<Row, Row> pass =
        partition -> {
          if (!partition.hasNext()) {
            return Collections.emptyIterator();
          }
          InferenceModel inference = TaskModel.open(shared.value());
          InferenceWork.Task task = work.open(inference);
          return new MinibatchRows(
              partition,
              inference.shape(),
              Math.min(work.minibatch(), inference.mostImages()),
              minibatch -> {
                List<Row> rows = task.rows(minibatch.seenBy(inference));
                counter.add(rows.size());
                counted.count(rows.size());
                return rows;
              });
        };
    return images.select(ImageMinibatch.columns()).mapPartitions(pass, Encoders.row(work.schema()));
  }
}
