package io.latentlake.jobs;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.config.Seed;
import io.latentlake.evaluate.EvaluateOptions;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.export.ExportOptions;
import io.latentlake.image.DataOptions;
import io.latentlake.image.synthetic.GenerateOptions;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.picture.PictureFiles;
import io.latentlake.picture.PicturesOptions;
import io.latentlake.report.ReportOptions;
import io.latentlake.sample.SampleOptions;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.ForgetOptions;
import io.latentlake.train.TrainOptions;
import java.util.List;

/** A pipeline file: one section per command, and shared keys. */
public record PipelineOptions(
    @Key(value = Seed.DEFAULT, meaning = Seed.MEANING) long seed,
    @Key(
            value = "auto",
            oneOf = {"auto", "cpu", "cuda"},
            effect = Effect.NONE,
            meaning = "Hardware to compute on; auto uses CUDA if build, device and driver allow it")
        String backend,
    @Key(
            value = "[ingest, train, score, embed, explain, evaluate, sample, report]",
            oneOf = {
              "generate",
              "ingest",
              "train",
              "score",
              "embed",
              "explain",
              "evaluate",
              "sample",
              "report"
            },
            meaning = "Commands that `pipeline` runs, always in this order")
        List<String> steps,
    @Key(meaning = "Where images come from") DataOptions data,
    @Key(meaning = "What to draw") GenerateOptions generate,
    @Key(meaning = "The network") ModelOptions model,
    @Key(meaning = "How the network is trained") TrainOptions train,
    @Key(meaning = "What is scored") ScoreOptions score,
    @Key(meaning = "What is embedded") EmbedOptions embed,
    @Key(meaning = "What is explained") ExplainOptions explain,
    @Key(meaning = "What is measured") EvaluateOptions evaluate,
    @Key(meaning = "What is drawn from the model") SampleOptions sample,
    @Key(meaning = "What the report shows") ReportOptions report,
    @Key(meaning = "Which pictures are written") PicturesOptions pictures,
    @Key(meaning = "What is written for other programs") ExportOptions export,
    @Key(meaning = "Which images are forgotten") ForgetOptions forget,
    @Key(meaning = "Which published figure is measured") ReproduceOptions reproduce,
    @Key(meaning = "Where results go") OutputOptions output) {

  /** Hadoop URI of the package of the model that {@code model.id} names. */
  String modelUri() {
    return ModelPackage.location(output.path(), model.id());
  }

  /** Hadoop URI of the folder that pictures of images and their maps go to. */
  String picturesUri() {
    return pictures
        .path()
        .orElseGet(() -> PictureFiles.location(output.path(), data.id(), model.id()));
  }

  /** Hadoop URI of a name below {@code output.path}. */
  String place(String name) {
    return output.path() + "/" + name;
  }

  /** The same without image ids, for records: an id may be that of an image to forget. */
  PipelineOptions withoutIds() {
    return new PipelineOptions(
        seed,
        backend,
        steps,
        data,
        generate,
        model,
        train,
        score,
        embed,
        explain,
        evaluate,
        sample,
        report,
        pictures.withoutIds(),
        export,
        forget.withoutIds(),
        reproduce,
        output);
  }
}
