package io.latentlake.model.anomaly;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code latent_knn}: distance of the latent to the fifth nearest of up to 2,000 training images,
 * or to the farthest if they are fewer. Validation images, on which the threshold is set, are not
 * among them, but a training image may find itself.
 */
public final class LatentNeighbourScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  private static final int NEIGHBOUR = 5;
  private static final LatentReferences REFERENCES = new LatentReferences();

  @Override
  public String name() {
    return "latent_knn";
  }

  @Override
  public String inWords() {
    return "distance to the fifth nearest latent";
  }

  @Override
  public String unit(ModelOptions model) {
    return "units of the latent";
  }

  @Override
  public Optional<ScoreFitting> fitting() {
    return Optional.of(REFERENCES);
  }

  @Override
  public double[] perImage(Reconstructions found) {
    float[] references = found.model().fitted(REFERENCES);
    float[][] latents = OffHeap.rows(found.posterior().mean());
    double[] distances = new double[latents.length];
    for (int image = 0; image < distances.length; image++) {
      distances[image] = Math.sqrt(squaredDistance(latents[image], references));
    }
    return distances;
  }

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    float[] learnt = found.fitted(REFERENCES);
    double[] references = new double[learnt.length];
    Arrays.setAll(references, i -> learnt[i]);
    Tensor distances = found.mean().squaredDistances(references);
    return distances.lowest(Math.min(NEIGHBOUR, distances.values())).highest().atLeast(0).root();
  }

  private static double squaredDistance(float[] latent, float[] references) {
    double[] nearest = new double[NEIGHBOUR];
    int known = 0;
    for (int start = 0; start < references.length; start += latent.length) {
      double squared = 0;
      for (int i = 0; i < latent.length; i++) {
        double difference = latent[i] - references[start + i];
        squared += difference * difference;
      }
      if (known < NEIGHBOUR) {
        nearest[known++] = squared;
      } else if (squared < nearest[NEIGHBOUR - 1]) {
        nearest[NEIGHBOUR - 1] = squared;
      } else {
        continue;
      }
      Arrays.sort(nearest, 0, known);
    }
    return nearest[known - 1];
  }
}
