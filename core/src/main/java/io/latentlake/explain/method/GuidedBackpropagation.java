package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.Layers;
import io.latentlake.explain.Pixels;
import io.latentlake.model.BackwardRule;
import io.latentlake.model.TargetHead;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code guided-backpropagation}: the gradient of the explained number by the pixels, in which a
 * rectifier passes back only what is positive, and only where its input is positive; so too a
 * LeakyReLU. What the number owes to the pixels directly, when it compares with the image, is added
 * as it is. Without rectifiers it is {@code saliency}.
 *
 * @see <a href="https://arxiv.org/abs/1412.6806">Springenberg et al. 2014</a>
 */
public final class GuidedBackpropagation extends WalkBack {
  private static final BackwardRule GUIDED =
      new BackwardRule() {
        @Override
        public double[] rectifier(Rectified at, double[] passed) {
          double[] back = new double[passed.length];
          for (int i = 0; i < back.length; i++) {
            back[i] = at.input()[i] > 0 ? Math.max(passed[i], 0) : 0;
          }
          return back;
        }
      };

  @Override
  public String name() {
    return "guided-backpropagation";
  }

  @Override
  public String meaning() {
    return "which pixels excite the units that raise the number";
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return (Walker) GuidedBackpropagation::walk;
  }

  private static List<Attribution> walk(Layers layers, Pixels images, int[] explained) {
    TargetHead head = layers.head(images, explained, layers.forward(images));
    double[] numbers = layers.back(GUIDED, head.byPlaces());
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += head.byImages()[i];
    }
    List<Attribution> attributions = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      attributions.add(new Attribution(map(images.shape(), numbers, i), OptionalDouble.empty()));
    }
    return attributions;
  }
}
