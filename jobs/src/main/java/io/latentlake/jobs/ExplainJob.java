package io.latentlake.jobs;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.explain.quality.MapQuality;
import io.latentlake.image.ImageShape;
import io.latentlake.infer.InputFingerprint;
import io.latentlake.infer.ReferenceSelection;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.NativeMemory;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.TableKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Explains numbers of images pixel by pixel: reads the {@code images} table and a model package
 * (and {@code scores}, to find the images of highest score); writes the {@code attributions} table,
 * a part for each method and target, and {@code attribution_quality} if it is to be measured. Keeps
 * rows of the previous run that are still valid.
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

    boolean needsReferences(ExplainOptions options) {
      return attributor(options).needsReferences();
    }

    long passes(ExplainOptions options, ImageShape shape) {
      return attributor(options).passes(shape);
    }

    Attributor attributor(ExplainOptions options) {
      return AttributionMethod.named(method).attributor(options);
    }
  }

  /** Why a method does not explain a target, as far as is known. */
  private interface Refusal {
    Optional<String> of(AttributionMethod method, Target target);

    static Refusal by(ModelPackage model, ExplainOptions options) {
      return (method, target) -> method.refusal(target, model, options);
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
    for (Explanation explanation :
        explanations(options.explain().of(model.family()), AttributionMethod::refusal)) {
      if (options.steps().contains("train")) {
        Targets.requireFits(explanation.target(), model);
      }
    }
  }

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    InferenceInput input = InferenceInput.open(spark, options);
    ExplainOptions explain = options.explain().of(input.model().options().family());
    List<Explanation> explanations = explanations(explain, input);
    JobPlan plan =
        input.plan(options.explain().rows(), options.explain().count(), memory(input, options));
    for (Explanation explanation : explanations) {
      input.store().requireReplaceable(explanation.key(options), AttributionsTable.SCHEMA);
      plan = plan.note(cost(explanation, explain, input.model().shape()));
      plan =
          inference(input, explanation, explain, none(input))
              .noted(plan, input, options.explain().full());
    }
    for (String line : leftOut(explain, explanations, Refusal.by(input.model(), explain))) {
      plan = plan.note(line);
    }
    if (explain.quality().measure()) {
      plan = plan.writes(AttributionQualityTable.NAME, options.place(AttributionQualityTable.NAME));
    }
    return plan.writes(AttributionsTable.NAME, options.place(AttributionsTable.NAME));
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    InferenceInput input = InferenceInput.open(spark, options);
    ExplainOptions explain = options.explain().of(input.model().options().family());
    List<Explanation> explanations = explanations(explain, input);
    leftOut(explain, explanations, Refusal.by(input.model(), explain)).forEach(run.progress()::say);
    explanations.stream()
        .filter(explanation -> explanation.passes(explain, input.model().shape()) > 1)
        .map(explanation -> cost(explanation, explain, input.model().shape()))
        .forEach(run.progress()::say);
    SelectedImages selected = input.select(explain.rows(), explain.count(), explain.full(), run);
    ReferenceImages references =
        explanations.stream().anyMatch(explanation -> explanation.needsReferences(explain))
            ? ReferenceSelection.of(
                input.images(),
                input.model().shape(),
                input.model().options().labels(),
                explain.references(),
                options.seed())
            : none(input);
    List<InferenceRun> runs =
        new ArrayList<>(
            explanations.stream()
                .map(each -> inference(input, each, explain, needed(each, explain, references)))
                .toList());
    if (explain.quality().measure()) {
      explanations.stream()
          .map(each -> quality(input, each, explain, needed(each, explain, references)))
          .forEach(runs::add);
    }
    JobResult result = input.write(runs, selected, run);
    // by methods that are no longer asked for
    input.retireEarlier(AttributionsTable.key(options.data().id(), options.model().id()), run);
    input.retireEarlier(
        AttributionQualityTable.key(options.data().id(), options.model().id()), run);
    return result;
  }

  private static String cost(Explanation explanation, ExplainOptions explain, ImageShape shape) {
    long passes = explanation.passes(explain, shape);
    String map =
        explanation.method()
            + " of "
            + explanation.target().name()
            + ": "
            + passes
            + (passes == 1 ? " pass" : " passes")
            + " through the model per image";
    return explain.quality().measure()
        ? map
            + ", and "
            + new MapQuality(explanation.attributor(explain), explain.quality()).passes(passes)
            + " to measure its quality"
        : map;
  }

  /** Other images must not count for maps that compare with none. */
  private static ReferenceImages needed(
      Explanation explanation, ExplainOptions explain, ReferenceImages references) {
    return explanation.needsReferences(explain)
        ? references
        : ReferenceImages.none(references.shape());
  }

  private static ReferenceImages none(InferenceInput input) {
    return ReferenceImages.none(input.model().shape());
  }

  private static InferenceRun inference(
      InferenceInput input,
      Explanation explanation,
      ExplainOptions explain,
      ReferenceImages references) {
    String method = explanation.method();
    Target target = explanation.target();
    long seed = input.options().seed();
    return new InferenceRun(
        method + " of " + target.name(),
        explanation.key(input.options()),
        AttributionsTable.SCHEMA,
        InputFingerprint.explain(input.model(), method, target, explain, references, seed),
        pass -> pass.explain(method, target, explain, references, seed));
  }

  private static InferenceRun quality(
      InferenceInput input,
      Explanation explanation,
      ExplainOptions explain,
      ReferenceImages references) {
    String method = explanation.method();
    Target target = explanation.target();
    PipelineOptions options = input.options();
    return new InferenceRun(
        "quality of " + method + " of " + target.name(),
        AttributionQualityTable.key(
            options.data().id(), options.model().id(), method, target.name()),
        AttributionQualityTable.SCHEMA,
        InputFingerprint.quality(
            input.model(), method, target, explain, references, options.seed()),
        pass -> pass.quality(method, target, explain, references, options.seed()));
  }

  /** A line for each method that explains none of the targets, and each target that none does. */
  private static List<String> leftOut(
      ExplainOptions options, List<Explanation> explanations, Refusal refusal) {
    Stream<String> methods =
        options.methods().stream()
            .filter(name -> explanations.stream().noneMatch(e -> e.method().equals(name)))
            .map(name -> name + " is left out: it " + reason(name, options, refusal));
    Stream<String> targets =
        options.targets().stream()
            .filter(
                name ->
                    explanations.stream().noneMatch(e -> e.target().equals(Targets.parse(name))))
            .map(name -> name + " is left out: " + reasons(name, options, refusal));
    return Stream.concat(methods, targets).toList();
  }

  /** Why no method explains a target. */
  private static String reasons(String target, ExplainOptions options, Refusal refusal) {
    return options.methods().stream()
        .flatMap(
            name ->
                refusal
                    .of(AttributionMethod.named(name), Targets.parse(target))
                    .map(reason -> name + " " + reason)
                    .stream())
        .collect(Collectors.joining("; "));
  }

  /** Why a method explains none of the targets. */
  private static String reason(String method, ExplainOptions options, Refusal refusal) {
    return refusal
        .of(AttributionMethod.named(method), Targets.parse(options.targets().get(0)))
        .orElseThrow();
  }

  /** The same for a model, which must have every target. */
  private static List<Explanation> explanations(ExplainOptions options, InferenceInput input) {
    options.targets().stream()
        .map(Targets::parse)
        .forEach(target -> Targets.requireFits(target, input.model()));
    return explanations(options, Refusal.by(input.model(), options));
  }

  /** Every method with every target that it can explain. */
  private static List<Explanation> explanations(ExplainOptions options, Refusal refusal) {
    Set<Target> targets = new LinkedHashSet<>();
    for (String name : options.targets()) {
      targets.add(Targets.parse(name));
    }
    requireSome("explain.targets", targets.size());
    requireSome("explain.methods", options.methods().size());
    List<Explanation> explanations = new ArrayList<>();
    for (String name : new LinkedHashSet<>(options.methods())) {
      AttributionMethod method = AttributionMethod.named(name);
      targets.stream()
          .filter(target -> refusal.of(method, target).isEmpty())
          .forEach(target -> explanations.add(new Explanation(name, target)));
    }
    if (explanations.isEmpty()) {
      throw new IllegalArgumentException(
          "explain.methods is "
              + options.methods()
              + ", but explain.targets is "
              + options.targets()
              + ": "
              + options.methods().get(0)
              + " "
              + reason(options.methods().get(0), options, refusal));
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
        memory,
        options.explain().within(memory, input.model().mostImages()).passesPerBatch(),
        "explain.passes-per-batch",
        0);
  }
}
