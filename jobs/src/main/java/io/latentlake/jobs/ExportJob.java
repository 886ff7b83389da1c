package io.latentlake.jobs;

import io.latentlake.export.ExportPart;
import io.latentlake.export.OnnxExport;
import io.latentlake.export.OnnxFile;
import io.latentlake.model.ModelPackage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a model as ONNX files, which other programs run without Spark and without this one: reads
 * a model package; writes {@code model.onnx} and, if asked, its encoder and its decoder.
 *
 * <pre>deploy/latentlake export --config conf/mnist-vae.yaml</pre>
 */
public final class ExportJob implements Job {
  private static final double MEGABYTE = 1e6;

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    JobPlan plan = JobPlan.empty().reads("model", options.modelUri());
    for (OnnxFile file : files(spark, options)) {
      plan =
          plan.writes(file.part().file(), file.location(folder(options)))
              .note(
                  String.format(
                      Locale.ROOT,
                      "%s, %.1f MB, gives %s",
                      file.part().file(),
                      file.bytes().length / MEGABYTE,
                      String.join(", ", file.outputs())));
      for (String note : notes(file)) {
        plan = plan.note(note);
      }
    }
    return plan;
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) {
    JobResult result = JobResult.of(run);
    Map<String, List<String>> outputs = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (OnnxFile file : files(spark, options)) {
      file.write(hadoop(spark), folder(options));
      outputs.put(file.part().file(), file.outputs());
      notes.addAll(notes(file));
      result = result.at(file.part().file(), file.location(folder(options)));
    }
    notes.forEach(note -> run.progress().say("export: " + note));
    return result.detail("outputs", outputs).detail("notes", notes);
  }

  /** What a file lacks or asks for. */
  static List<String> notes(OnnxFile file) {
    return file.notes().stream().map(note -> file.part().file() + ": " + note).toList();
  }

  private static List<OnnxFile> files(SparkSession spark, PipelineOptions options) {
    ModelPackage model = ModelPackage.read(hadoop(spark), options.modelUri());
    return options.export().parts().stream()
        .distinct()
        .map((ExportPart part) -> OnnxExport.of(model, part))
        .toList();
  }

  private static String folder(PipelineOptions options) {
    return options.export().path().orElse(options.modelUri());
  }

  private static Configuration hadoop(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }
}
