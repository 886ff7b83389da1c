package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation;
import io.latentlake.model.LatentTerm;
import java.util.List;

/**
 * The squared Frobenius norm of the encoder's Jacobian at an image, Σ(∂code/∂pixel)² over latent
 * units and pixels, estimated without bias along one random direction: ‖(f(x + s·ε) − f(x))/s‖²
 * with standard normal ε, whose expectation is the norm where f is linear between the two. The step
 * s is {@link Operation.Neighbours#STEP}. Of an encoder with batch normalisation, f is what it
 * computes with the statistics of that minibatch.
 *
 * @see <a href="https://icml.cc/2011/papers/455_icmlpaper.pdf">Rifai et al. 2011</a>
 */
public record JacobianNorm() implements LatentTerm {
  private static final double PER_STEP = 1 / Operation.Neighbours.STEP;

  @Override
  public String name() {
    return "jacobian_norm";
  }

  @Override
  public String unit() {
    return "squared units of the code per black to white";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN, Architecture.NEARBY);
  }

  @Override
  public Scope scope() {
    return Scope.DRAWS;
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] code = latent.get(0);
    double[] nearby = latent.get(1);
    double[] terms = new double[images];
    int units = code.length / images;
    for (int i = 0; i < code.length; i++) {
      double slope = (nearby[i] - code[i]) * PER_STEP;
      terms[i / units] += slope * slope;
      nearby[i] = 2 * slope * PER_STEP;
      code[i] = -nearby[i];
    }
    return terms;
  }
}
