package io.latentlake.jobs;

import io.latentlake.provenance.CodeVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every command that runs on Spark. */
final class Commands {
  /** Commands that can be steps of a pipeline, in the order in which they depend on each other. */
  static final List<PipelineStep> STEPS = List.of();

  /** Every command, in the order of the help. */
  static final List<Command> ALL = all();

  private Commands() {}

  private static List<Command> all() {
    List<String> everything = new ArrayList<>(List.of("seed", "steps", "data", "output"));
    STEPS.forEach(step -> everything.addAll(step.command().sections()));
    List<String> sections = everything.stream().distinct().toList();
    Command demo =
        new Command(
            "demo",
            () -> new DemoJob(pipeline()),
            "Runs the whole pipeline on sample-data/ into out/demo and names the tables and the"
                + " report it wrote.",
            sections,
            "",
            DemoJob.defaults());
    Command pipeline =
        new Command(
            "pipeline",
            Commands::pipeline,
            "Runs the steps of a pipeline file, passing over those whose inputs, options and code"
                + " have not changed since they last ran.",
            sections,
            "--config conf/demo.yaml");
    return Stream.of(
            Stream.of(demo), STEPS.stream().map(PipelineStep::command), Stream.of(pipeline))
        .flatMap(commands -> commands)
        .toList();
  }

  private static Job pipeline() {
    return new PipelineJob(STEPS, CodeVersion.fingerprint(CodeVersion.class, LatentLake.class));
  }
}
