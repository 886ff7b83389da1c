package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.ImageShape;
import io.latentlake.image.ingest.StoredShapes;
import io.latentlake.infer.ImageSelection;
import io.latentlake.infer.InputFingerprint;
import io.latentlake.infer.KnownLabels;
import io.latentlake.infer.ReusedRows;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.NativeMemory;
import io.latentlake.observe.JobDescription;
import io.latentlake.table.CommitCondition;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The input of {@code score}, {@code embed} and {@code explain}: a trained model, and images that
 * it accepts.
 *
 * @param spark runs the work
 * @param options what the user asked for
 * @param store the tables
 * @param model the model
 * @param nobodyForgotten holds while no image has been forgotten since
 * @param images rows of the images table
 */
record InferenceInput(
    SparkSession spark,
    PipelineOptions options,
    TableStore store,
    ModelPackage model,
    CommitCondition nobodyForgotten,
    Dataset<Row> images) {
  /** Pixels that are sent around in less time than one pass through a model takes. */
  private static final long MOST_BYTES_SPREAD = 256L << 20;

  /** Fewer are not worth a task, which builds a network of its own. */
  private static final long IMAGES_A_TASK = 4;

  /**
   * Opens model and images and checks that they fit.
   *
   * @throws io.latentlake.table.InvalidTableException if there are no such images
   * @throws io.latentlake.model.IncompatibleModelException if there is no such model, or it takes
   *     other images
   */
  static InferenceInput open(SparkSession spark, PipelineOptions options) {
    TableStore store = new TableStore(spark, options.output().path());
    CommitCondition nobodyForgotten = store.unchanged(ForgottenTable.key(options.data().id()));
    Dataset<Row> images = store.read(imagesKey(options), ImagesTable.SCHEMA);
    ModelPackage model =
        ModelPackage.read(spark.sparkContext().hadoopConfiguration(), modelUri(options));
    model.requireRunnable();
    for (ImageShape shape : StoredShapes.of(store, images, imagesKey(options))) {
      model.requireAccepts(shape);
    }
    return new InferenceInput(spark, options, store, model, nobodyForgotten, images);
  }

  private static TableKey imagesKey(PipelineOptions options) {
    return ImagesTable.key(options.data().id());
  }

  private static String modelUri(PipelineOptions options) {
    return ModelPackage.location(options.output().path(), options.model().id());
  }

  /**
   * A plan that reads the images, the model and, to select by score, the scores.
   *
   * @throws IllegalArgumentException if the containers that it would run in are too small
   */
  JobPlan plan(String rows, int count, NativeMemoryCheck memory) {
    SparkConf conf = spark.sparkContext().getConf();
    memory.require(conf, 0);
    JobPlan plan = JobPlan.empty();
    for (Path run : store.committedRuns(imagesKey(options))) {
      plan = plan.reads(ImagesTable.NAME, run.toString());
    }
    plan = plan.reads("model", modelUri(options));
    if (rows.equals("top")) {
      scores();
      for (Path run : store.committedRuns(scoresKey())) {
        plan = plan.reads(ScoresTable.NAME, run.toString());
      }
    }
    long all = store.rows(imagesKey(options));
    String selected =
        switch (rows) {
          case "all" -> all + " images";
          case "test" -> "those of " + all + " images that are in split test";
          default -> Math.min(all, count) + " of " + all + " images (" + rows + ")";
        };
    return plan.note(selected).note(memory.note(conf));
  }

  /** Estimates the memory for one use of the model. */
  interface Estimate {
    NativeMemory of(ModelOptions model, ImageShape shape, long parameters);
  }

  /** Memory that a task needs outside the heap. */
  NativeMemory memory(Estimate estimate) {
    return estimate
        .of(model.options(), model.shape(), model.parameters().length)
        .holding(model.bytesBeside());
  }

  /** Selects images; their order and partitions do not matter. */
  Dataset<Row> rows(String rows, int count) {
    return switch (rows) {
      case "all" -> images;
      case "sample" -> ImageSelection.sample(images, count, options.seed());
      case "top" -> ImageSelection.top(images, scores(), count);
      case "test" -> images.where(col(ImagesTable.SPLIT).equalTo(ImagesTable.TEST));
      default ->
          throw new IllegalArgumentException(
              "rows is " + rows + "; allowed are all, sample, top and test");
    };
  }

  /** Selects images, and says whether all of them are computed again. */
  SelectedImages select(String rows, int count, boolean full, Run run) {
    return JobDescription.during(
        spark.sparkContext(),
        run.command() + ": selecting the images",
        () -> select(rows, count, full));
  }

  private SelectedImages select(String rows, int count, boolean full) {
    Dataset<Row> images = rows(rows, count);
    KnownLabels.require(images, model.options());
    Dataset<Row> ids = images.select(ImagesTable.IMAGE_ID, ImagesTable.SOURCE_KEY);
    if (rows.equals("all")) {
      return new SelectedImages(images, ids, store.rows(imagesKey(options)), full);
    }
    // Selecting sorts the table, so do it once.
    ids = ids.persist(StorageLevel.MEMORY_AND_DISK());
    long found = ids.count();
    if (found == 0 && store.rows(imagesKey(options)) > 0) {
      ids.unpersist();
      throw new InvalidTableException(
          rows.equals("test")
              ? imagesKey(options)
                  + " has no images in split test; set rows to all, or ingest some of split test"
              : "no image of "
                  + imagesKey(options)
                  + " is among the "
                  + rows
                  + " scored ones: the scores belong to other images; run score again");
    }
    return new SelectedImages(images, ids, found, full);
  }

  /** Writes one table. */
  JobResult write(InferenceRun inference, SelectedImages selected, Run run) throws Exception {
    return write(List.of(inference), selected, run);
  }

  /** Writes several parts of a table from the same images. */
  JobResult write(List<InferenceRun> inferences, SelectedImages selected, Run run)
      throws Exception {
    List<ReusedRows> reused = new ArrayList<>();
    Dataset<Row> due = null;
    try {
      due =
          JobDescription.during(
              spark.sparkContext(),
              run.command() + ": comparing with the previous run",
              () -> {
                for (InferenceRun inference : inferences) {
                  reused.add(inference.reused(this, selected));
                }
                return due(reused, selected);
              });
      long most = reused.stream().mapToLong(ReusedRows::due).max().orElse(0);
      if (most < store.rows(imagesKey(options))) {
        due = spread(due, most);
        if (inferences.size() > 1) {
          // Every part needs the same few images: read them once.
          due = due.persist(StorageLevel.MEMORY_AND_DISK());
        }
      }
      JobResult result = JobResult.of(run).read(ImagesTable.NAME, selected.count());
      for (int i = 0; i < inferences.size(); i++) {
        result = result.wrote(inferences.get(i).write(this, due, reused.get(i), run));
      }
      return result
          .detail("computed", reused.stream().mapToLong(ReusedRows::due).sum())
          .detail("taken_over", reused.stream().mapToLong(ReusedRows::rows).sum());
    } finally {
      reused.forEach(ReusedRows::close);
      selected.ids().unpersist();
      if (due != null) {
        due.unpersist();
      }
    }
  }

  /**
   * Removes what an earlier model of the same id left and this run does not replace.
   *
   * @param key what to look at; one without its last parts means all of them
   * @param run the run
   */
  void retireEarlier(TableKey key, Run run) {
    store
        .retire(key, made -> InputFingerprint.ofAnotherModel(made, model), run.runId())
        .forEach(
            old ->
                run.progress()
                    .say(run.command() + ": " + old + " was made by an earlier model; removed"));
  }

  /** The images that any part needs, from as few files as hold them. */
  private Dataset<Row> due(List<ReusedRows> parts, SelectedImages selected) {
    if (parts.stream().anyMatch(part -> part.dueIds().isEmpty())) {
      return selected.images();
    }
    Dataset<Row> ids =
        parts.stream()
            .map(part -> part.dueIds().orElseThrow())
            .reduce(Dataset::union)
            .orElseThrow()
            .distinct();
    return store.read(imagesKey(options), ImagesTable.SCHEMA, ImagesTable.IMAGE_ID, ids);
  }

  /**
   * Gives every core some of a few images: those that were selected may all lie in one file, and so
   * in one task.
   */
  private Dataset<Row> spread(Dataset<Row> due, long count) {
    if (count * model.shape().values() > MOST_BYTES_SPREAD) {
      return due;
    }
    long tasks = (count + IMAGES_A_TASK - 1) / IMAGES_A_TASK;
    int cores = spark.sparkContext().defaultParallelism();
    return due.repartition((int) Math.max(1, Math.min(tasks, cores)));
  }

  private Dataset<Row> scores() {
    return store.read(scoresKey(), ScoresTable.SCHEMA);
  }

  private TableKey scoresKey() {
    return ScoresTable.key(options.data().id(), options.model().id());
  }
}
