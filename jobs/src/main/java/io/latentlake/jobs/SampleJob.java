package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.infer.InputFingerprint;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.sample.EmbeddingStatistics;
import io.latentlake.sample.LatentStatistics;
import io.latentlake.sample.SampleOptions;
import io.latentlake.sample.SamplePictures;
import io.latentlake.sample.SampledImage;
import io.latentlake.sample.Sampler;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Draws images with a model: from its prior, between pairs of images, along its latent units. Reads
 * a model package, the {@code images} table for the pairs and, if there is one, the {@code
 * embeddings} table for the spread of each unit. Writes the {@code samples} table and PNG strips.
 *
 * <pre>deploy/latentlake sample --config conf/mnist-vae.yaml</pre>
 */
public final class SampleJob implements Job {
  /** Pixels that a task brings along; Spark refuses to send tasks of more than 128 MiB. */
  private static final long BYTES_A_TASK = 16L << 20;

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    TableStore store = new TableStore(spark, options.output().path());
    ModelPackage model = model(spark, options);
    SampleOptions sample = options.sample();
    store.requireReplaceable(SamplesTable.key(options.model().id()), SamplesTable.SCHEMA);
    JobPlan plan = JobPlan.empty().reads("model", options.modelUri());
    if (sample.interpolations() > 0) {
      InferenceInput.open(spark, options);
      plan = reads(plan, store, ImagesTable.key(options.data().id()));
    }
    if (!decodesLatents(model)) {
      plan =
          plan.note(
              "the decoder of a "
                  + model.options().kind()
                  + " needs an image as well as a latent: nothing is sampled");
    } else if (!model.options().variational()) {
      plan = plan.note("a " + model.options().kind() + " has no prior: nothing is drawn from it");
      if (sample.traversals() > 0 && !embedded(store, options, model)) {
        throw new IllegalArgumentException(
            "sample.traversals is "
                + sample.traversals()
                + ", but without the table embeddings of the model as it is now the spread of the units of a "
                + model.options().kind()
                + " is unknown; run embed first, or set it to 0");
      }
    }
    return reads(plan, store, embeddingsKey(options))
        .writes(SamplesTable.NAME, options.place(SamplesTable.NAME))
        .writes("pictures", pictures(options));
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    TableStore store = new TableStore(spark, options.output().path());
    ModelPackage model = model(spark, options);
    Ends ends =
        JobDescription.during(
            spark.sparkContext(),
            "sample: choosing images to interpolate between",
            () -> ends(store, options, model.options().labels()));
    LatentStatistics spread =
        JobDescription.during(
            spark.sparkContext(),
            "sample: spread of the latent units",
            () -> spread(store, options, model));
    List<SampledImage> drawn = draw(model, ends, spread, options, run);
    List<String> strips =
        SamplePictures.write(spark.sparkContext().hadoopConfiguration(), pictures(options), drawn);
    return JobResult.of(run)
        .read(ImagesTable.NAME, ends.pixels().length)
        .wrote(store.write(rows(spark, drawn), SamplesTable.key(model.modelId()), run.runId()))
        .wrote("pictures", strips.size(), pictures(options));
  }

  /** The images in their order, in as many partitions as they need tasks. */
  static Dataset<Row> rows(SparkSession spark, List<SampledImage> drawn) {
    long bytes = drawn.stream().mapToLong(image -> image.pixels().length).sum();
    int tasks = (int) (1 + bytes / BYTES_A_TASK);
    List<Row> rows = drawn.stream().map(SampledImage::row).toList();
    return spark.createDataFrame(
        new JavaSparkContext(spark.sparkContext()).parallelize(rows, tasks), SamplesTable.SCHEMA);
  }

  private static boolean decodesLatents(ModelPackage model) {
    return model.options().architecture(model.shape()).decodesLatents();
  }

  /** Images to interpolate between, two by two. */
  private record Ends(String[] imageIds, String[] labels, byte[][] pixels) {}

  private static List<SampledImage> draw(
      ModelPackage model, Ends ends, LatentStatistics spread, PipelineOptions options, Run run) {
    SampleOptions sample = options.sample();
    List<SampledImage> drawn = new ArrayList<>();
    if (!decodesLatents(model)) {
      return drawn;
    }
    try (InferenceModel inference = model.inferenceModel();
        Progress.Bar bar = run.progress().begin("sample", 3, "kinds")) {
      Sampler sampler = new Sampler(inference);
      if (inference.variational()) {
        drawn.addAll(sampler.prior(sample.draws(), options.seed()));
      }
      bar.advance(1);
      byte[][] seen = inference.seen(ends.imageIds(), ends.pixels());
      for (int i = 0; i + 1 < seen.length; i += 2) {
        String[] labels = {ends.labels()[i], ends.labels()[i + 1]};
        drawn.addAll(sampler.interpolation(i / 2, labels, seen[i], seen[i + 1], sample.steps()));
      }
      bar.advance(1);
      drawn.addAll(sampler.traversals(spread, sample.traversals(), sample.range(), sample.steps()));
      bar.advance(1);
    }
    return drawn;
  }

  /** Test images if there are any, chosen by a hash; of labels that the model knows, if it must. */
  private static Ends ends(TableStore store, PipelineOptions options, List<String> labels) {
    int count = 2 * options.sample().interpolations();
    if (count == 0) {
      return new Ends(new String[0], new String[0], new byte[0][]);
    }
    List<Row> chosen =
        store
            .read(ImagesTable.key(options.data().id()), ImagesTable.SCHEMA)
            .where(labels.isEmpty() ? lit(true) : col(ImagesTable.LABEL).isin(labels.toArray()))
            .orderBy(
                col(ImagesTable.SPLIT).notEqual(ImagesTable.TEST),
                xxhash64(col(ImagesTable.IMAGE_ID), lit(options.seed())))
            .limit(count)
            .select(ImagesTable.IMAGE_ID, ImagesTable.LABEL, ImagesTable.PIXELS)
            .collectAsList();
    return new Ends(
        chosen.stream().map(row -> row.getString(0)).toArray(String[]::new),
        chosen.stream().map(row -> row.getString(1)).toArray(String[]::new),
        chosen.stream().map(row -> (byte[]) row.get(2)).toArray(byte[][]::new));
  }

  /** Whether images were embedded by the model as it is now. */
  private static boolean embedded(TableStore store, PipelineOptions options, ModelPackage model) {
    TableKey key = embeddingsKey(options);
    return store.exists(key) && !InputFingerprint.ofAnotherModel(store.madeFrom(key), model);
  }

  /** Measured if the images have been embedded, otherwise that of a VAE's prior. */
  private static LatentStatistics spread(
      TableStore store, PipelineOptions options, ModelPackage model) {
    return embedded(store, options, model)
        ? EmbeddingStatistics.of(store.read(embeddingsKey(options), EmbeddingsTable.SCHEMA))
        : LatentStatistics.standardNormal(model.options().latent());
  }

  private static JobPlan reads(JobPlan plan, TableStore store, TableKey key) {
    JobPlan longer = plan;
    for (Path run : store.committedRuns(key)) {
      longer = longer.reads(key.table(), run.toString());
    }
    return longer;
  }

  private static TableKey embeddingsKey(PipelineOptions options) {
    return EmbeddingsTable.key(options.data().id(), options.model().id());
  }

  private static ModelPackage model(SparkSession spark, PipelineOptions options) {
    return ModelPackage.read(spark.sparkContext().hadoopConfiguration(), options.modelUri());
  }

  private static String pictures(PipelineOptions options) {
    return options.place("pictures/" + options.model().id());
  }
}
