package io.latentlake.jobs;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.AttributionMethods;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.infer.InputFingerprint;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NativeMemory;
import io.latentlake.model.Target;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.TableKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Explains numbers of images pixel by pixel: reads the {@code images} table and a model package
 * (and {@code scores}, to find the images of highest score); writes the {@code attributions} table,
 * a part for each method and target. Keeps rows of the previous run that are still valid.
 *
 * <pre>deploy/latentlake explain --config conf/tiles.yaml --set explain.methods=[occlusion]</pre>
 */
public final class ExplainJob implements Job {
  /** One method applied to one number. */
  private record Explanation(String method, Target target) {
    TableKey key(PipelineOptions options) {
      return AttributionsTable.key(
          options.data().id(), options.model().id(), method, target.name());
    }
  }

  @Override
  public void check(PipelineOptions options) {
    List<IllegalArgumentException> refusals = new ArrayList<>();
    for (ModelOptions model : options.model().candidates()) {
      try {
        requireExplicable(options, model);
        return;
      } catch (IllegalArgumentException refused) {
        refusals.add(refused);
      }
    }
    throw refusals.get(0);
  }

  private static void requireExplicable(PipelineOptions options, ModelOptions model) {
    for (Explanation explanation : explanations(options.explain().of(model.family()))) {
      if (options.steps().contains("train")) {
        explanation.target().requireFits(model);
      }
    }
  }

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    InferenceInput input = InferenceInput.open(spark, options);
    ExplainOptions explain = options.explain().of(input.model().options().family());
    List<Explanation> explanations = explanations(explain);
    JobPlan plan =
        input.plan(options.explain().rows(), options.explain().count(), memory(input, options));
    for (Explanation explanation : explanations) {
      explanation.target().requireFits(input.model());
      input.store().requireReplaceable(explanation.key(options), AttributionsTable.SCHEMA);
      long passes =
          AttributionMethods.of(explanation.method(), options.explain())
              .passes(input.model().shape());
      plan =
          plan.note(
              explanation.method()
                  + " of "
                  + explanation.target().name()
                  + ": "
                  + passes
                  + (passes == 1 ? " pass" : " passes")
                  + " through the model per image");
      plan = inference(input, explanation, options).noted(plan, input, options.explain().full());
    }
    for (String line : leftOut(explain, explanations)) {
      plan = plan.note(line);
    }
    return plan.writes(AttributionsTable.NAME, options.place(AttributionsTable.NAME));
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    InferenceInput input = InferenceInput.open(spark, options);
    ExplainOptions explain = options.explain().of(input.model().options().family());
    List<Explanation> explanations = explanations(explain);
    leftOut(explain, explanations).forEach(run.progress()::say);
    SelectedImages selected = input.select(explain.rows(), explain.count(), explain.full(), run);
    List<InferenceRun> runs =
        explanations.stream().map(explanation -> inference(input, explanation, options)).toList();
    return input.write(runs, selected, run);
  }

  private static InferenceRun inference(
      InferenceInput input, Explanation explanation, PipelineOptions options) {
    String method = explanation.method();
    Target target = explanation.target();
    return new InferenceRun(
        method + " of " + target.name(),
        explanation.key(options),
        AttributionsTable.SCHEMA,
        InputFingerprint.explain(input.model(), method, target, options.explain()),
        pass -> pass.explain(method, target, options.explain()));
  }

  /** A line for each method that cannot explain any of the targets. */
  private static List<String> leftOut(ExplainOptions options, List<Explanation> explanations) {
    return options.methods().stream()
        .filter(name -> explanations.stream().noneMatch(e -> e.method().equals(name)))
        .map(name -> name + " is left out: it explains " + explainedBy(name, options) + " only")
        .toList();
  }

  private static String explainedBy(String method, ExplainOptions options) {
    AttributionMethod explains = AttributionMethods.of(method, options);
    return Stream.of(Target.Kind.values())
        .map(kind -> new Target(kind, 0))
        .filter(explains::explains)
        .map(Target::name)
        .collect(Collectors.joining(", "));
  }

  /** Every method with every target that it can explain. */
  private static List<Explanation> explanations(ExplainOptions options) {
    Set<Target> targets = new LinkedHashSet<>();
    for (String name : options.targets()) {
      targets.add(Target.parse(name));
    }
    requireSome("explain.targets", targets.size());
    requireSome("explain.methods", options.methods().size());
    List<Explanation> explanations = new ArrayList<>();
    for (String name : new LinkedHashSet<>(options.methods())) {
      AttributionMethod method = AttributionMethods.of(name, options);
      targets.stream()
          .filter(method::explains)
          .forEach(target -> explanations.add(new Explanation(name, target)));
    }
    if (explanations.isEmpty()) {
      throw new IllegalArgumentException(
          "explain.methods is "
              + options.methods()
              + ", which explains "
              + explainedBy(options.methods().get(0), options)
              + " only, but explain.targets is "
              + options.targets());
    }
    return explanations;
  }

  private static void requireSome(String key, int size) {
    if (size == 0) {
      throw new IllegalArgumentException(key + " is empty; name at least one");
    }
  }

  private static NativeMemoryCheck memory(InferenceInput input, PipelineOptions options) {
    NativeMemory memory = input.memory(NativeMemory::ofExplaining);
    return new NativeMemoryCheck(
        memory, options.explain().within(memory).passesPerBatch(), "explain.passes-per-batch", 0);
  }
}
