package io.latentlake.model.target;

import io.latentlake.model.DefectSegmentation;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import io.latentlake.model.WeightedTerm;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code term_NAME}: a term of the loss that the model was trained on, without its weight; lower is
 * better. A term that is computed from drawn latents has the posterior mean in place of each draw,
 * and an image is compared with itself, uncorrupted: it is what {@code history} would report if
 * nothing were drawn. A term that more than the image decides is refused.
 *
 * @param name {@code term_} and the name of the term; {@code kl} is short for {@code term_kl}
 */
record TermTarget(String name) implements Target {
  static final String PREFIX = "term_";

  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile(PREFIX + "[a-z0-9_]{1,100}");

  static Optional<Target> parse(String name) {
    return name.equals(KlDivergence.NAME) || NAME.matcher(name).matches()
        ? Optional.of(new TermTarget(name))
        : Optional.empty();
  }

  /** The terms of a model that images alone decide. */
  static Stream<String> namesOf(ModelOptions model) {
    return terms(model).map(LossTerm::name).filter(name -> refusal(name, model).isEmpty());
  }

  private static Stream<LossTerm> terms(ModelOptions model) {
    return model.lossTerms().stream().map(WeightedTerm::term);
  }

  private static Optional<LossTerm> term(String name, ModelOptions model) {
    return terms(model).filter(term -> term.name().equals(name)).findFirst();
  }

  private static Optional<String> refusal(String name, ModelOptions model) {
    if (name.equals(KlDivergence.NAME) && !model.variational()) {
      return Optional.of(withoutVariance(model));
    }
    Optional<LossTerm> found = term(name, model);
    if (found.isEmpty()) {
      return Optional.of("is a " + model.kind() + ", which has no loss term " + name);
    }
    return switch (found.get().scope()) {
      case IMAGE -> Optional.empty();
      case MINIBATCH ->
          Optional.of(
              "has the loss term "
                  + name
                  + " of a minibatch, which depends on all its images together");
      case DRAWS ->
          Optional.of(
              "has the loss term "
                  + name
                  + " in training only, as it depends on what is drawn for each image"
                  + (name.equals(DefectSegmentation.NAME)
                      ? "; explain " + Targets.DEFECT_PIXELS.name() + " instead"
                      : ""));
    };
  }

  /** Words that follow "the model". */
  static String withoutVariance(ModelOptions model) {
    return "is a " + model.kind() + ", which has no posterior variance";
  }

  private String term() {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    return refusal(term(), model);
  }

  @Override
  public List<String> places(ModelOptions model) {
    return term(term(), model).orElseThrow().places();
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    minibatch.addTerm(term(term(), minibatch.options()).orElseThrow());
  }
}
