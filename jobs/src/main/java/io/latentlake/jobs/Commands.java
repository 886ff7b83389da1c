package io.latentlake.jobs;

import io.latentlake.provenance.CodeVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every command that runs on Spark. */
final class Commands {
  /** Commands that can be steps of a pipeline, in the order in which they depend on each other. */
  static final List<PipelineStep> STEPS =
      List.of(
          step(
              "generate",
              GenerateJob::new,
              "Draws synthetic images with known ground truth, tiles with defects or sprites with"
                  + " their factors, and writes them as PNG files.",
              List.of("seed", "generate"),
              "--set generate.path=/data/tiles --set generate.size=64 --set generate.train=10000"),
          step(
              "ingest",
              IngestJob::new,
              "Reads images from folders, manifests, tables or IDX files; writes the tables"
                  + " `images` and `rejects`. Run again into the same data.id, it decodes only new"
                  + " and changed images.",
              List.of("seed", "data", "output"),
              "--config conf/mnist-vae.yaml --set data.path=/data/mnist --set output.path=out",
              "generate"),
          step(
              "train",
              TrainJob::new,
              "Reads the images; writes a model package with its threshold, the table `history`"
                  + " and, during training, checkpoints.",
              List.of("seed", "backend", "data.id", "model", "train", "output"),
              "--config conf/demo.yaml --set train.workers=2 --set train.minibatch=16",
              "ingest"),
          step(
              "score",
              ScoreJob::new,
              "Reads the images and a model; writes the table `scores`: errors, likelihoods and an"
                  + " anomaly verdict for every image.",
              List.of("seed", "backend", "data.id", "model.id", "score", "output"),
              "--config conf/demo.yaml --set score.draws=16",
              "ingest",
              "train"),
          step(
              "embed",
              EmbedJob::new,
              "Reads the images and a model; writes the table `embeddings`: the latent mean of"
                  + " every image; on request `neighbours` and `clusters`: the training images"
                  + " nearest to it, and the images that are like it.",
              List.of("seed", "backend", "data.id", "model.id", "embed", "output"),
              "--config conf/demo.yaml",
              "ingest",
              "train",
              "score"),
          step(
              "explain",
              ExplainJob::new,
              "Reads the images, a model and, to find the images of highest score, the scores;"
                  + " writes the table `attributions`: how much each pixel contributed to a"
                  + " number; and, with explain.quality.measure, `attribution_quality`: how good"
                  + " the maps are.",
              List.of("seed", "backend", "data.id", "model.id", "explain", "output"),
              "--config conf/demo.yaml --set explain.methods=occlusion --set explain.count=20",
              "ingest",
              "train",
              "score"),
          step(
              "evaluate",
              EvaluateJob::new,
              "Reads the images, the scores and, if there are any, embeddings and attributions;"
                  + " writes the table `metrics`: how well they agree with labels and masks,"
                  + " compared with simple baselines, and how much of the latent is used; and"
                  + " `mean_attributions`: where images of a label, a tenth of the scores or a"
                  + " cluster tend to be odd.",
              List.of("seed", "backend", "data.id", "model.id", "evaluate", "output"),
              "--config conf/demo.yaml --set evaluate.pca-baseline=true",
              "ingest",
              "train",
              "score",
              "embed",
              "explain"),
          step(
              "sample",
              SampleJob::new,
              "Reads a model; writes the table `samples` and pictures: draws from the prior,"
                  + " interpolations between images, a traversal of each latent unit.",
              List.of("seed", "backend", "data.id", "model.id", "sample", "output"),
              "--config conf/demo.yaml --set sample.draws=64",
              "ingest",
              "train",
              "embed"),
          step(
              "report",
              ReportJob::new,
              "Reads every table of one image set and one model, and the model; writes"
                  + " `report.html`, a page that opens without a network.",
              List.of(
                  "seed",
                  "backend",
                  "data.id",
                  "model.id",
                  "evaluate.normal-labels",
                  "report",
                  "output"),
              "--config conf/demo.yaml --set report.pictures=false",
              "ingest",
              "train",
              "score",
              "embed",
              "explain",
              "evaluate",
              "sample"));

  /** Every command, in the order of the help. */
  static final List<Command> ALL = all();

  private Commands() {}

  private static PipelineStep step(
      String name,
      Supplier<Job> job,
      String summary,
      List<String> sections,
      String example,
      String... after) {
    return new PipelineStep(new Command(name, job, summary, sections, example), List.of(after));
  }

  private static List<Command> all() {
    List<String> everything = new ArrayList<>(List.of("seed", "steps", "data", "output"));
    STEPS.forEach(step -> everything.addAll(step.command().sections()));
    List<String> sections = everything.stream().distinct().toList();
    Command demo =
        new Command(
            "demo",
            () -> new DemoJob(pipeline()),
            "Runs the whole pipeline on sample-data/, writes to out/demo, and names the tables and"
                + " the report.",
            sections,
            "",
            DemoJob.defaults());
    Command pipeline =
        new Command(
            "pipeline",
            Commands::pipeline,
            "Runs the steps of a pipeline file and skips those whose inputs, options and code have"
                + " not changed since they last ran.",
            sections,
            "--config conf/demo.yaml");
    Command pictures =
        new Command(
            "pictures",
            PicturesJob::new,
            "Reads the images, the attributions and, to find the most anomalous images, the"
                + " scores; writes a PNG strip for each: the image, its mask, its reconstruction"
                + " and its maps side by side.",
            List.of("seed", "backend", "data.id", "model.id", "pictures", "output"),
            "--config conf/demo.yaml --set pictures.images=[test/scratch/000123.png]");
    Command export =
        new Command(
            "export",
            ExportJob::new,
            "Reads a model; writes model.onnx, which takes pixels and gives reconstruction, scores,"
                + " verdict, map and embedding wherever ONNX runs, and, if asked, encoder and"
                + " decoder.",
            List.of("seed", "model.id", "export", "output"),
            "--config conf/demo.yaml --set export.parts=[encoder]");
    Command forget =
        new Command(
            "forget",
            ForgetJob::new,
            "Removes images by id from every table that names them, for every model; `ingest` then"
                + " keeps them out. Says what it cannot remove.",
            List.of("seed", "data.id", "data.path", "forget", "output"),
            "--config my-images.yaml --set forget.image-ids=[test/scratch/001.png]");
    return Stream.of(
            Stream.of(demo),
            STEPS.stream().map(PipelineStep::command),
            Stream.of(pipeline, pictures, export, forget))
        .flatMap(commands -> commands)
        .toList();
  }

  private static Job pipeline() {
    return new PipelineJob(STEPS, CodeVersion.fingerprint(CodeVersion.class, LatentLake.class));
  }
}
