package io.latentlake.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What bounds a worker's steps besides the optimiser. Deeplearning4j clips the gradient of each
 * layer by itself, which changes its direction; here it is clipped as a whole.
 *
 * <p>With gradient g, the mean over the minibatch's images, a step is: g ← g · min(1, c/‖g‖₂) over
 * all parameters; weights w ← (1 − ηλ)w; then the optimiser's step by g at learning rate η. The
 * running statistics of a batch normalisation are no gradients and take no part.
 *
 * @param gradientNorm c, the largest norm that a gradient keeps; 0 for no bound
 * @param weightDecay λ, by which weights decay, though not biases nor what a batch normalisation
 *     scales and shifts by; 0 for none
 * @param rate η of each step
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu et al. 2013, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, AdamW</a>
 */
record StepRule(double gradientNorm, double weightDecay, LearningRate rate)
    implements Serializable {
  /** What options ask for. */
  static StepRule of(TrainOptions options, LearningRate rate) {
    return new StepRule(options.clipGradientNorm(), options.weightDecay(), rate);
  }

  /** Lets a network that has not trained yet train by the rule. */
  void applyTo(ComputationGraph network) {
    if (gradientNorm > 0 || weightDecay > 0) {
      network.setUpdater(new BoundedUpdater(network, this));
    }
  }

  private static final class BoundedUpdater extends ComputationGraphUpdater {
    private static final long serialVersionUID = 1L;

    private final StepRule rule;
    private final List<INDArray> weights = new ArrayList<>();

    private BoundedUpdater(ComputationGraph network, StepRule rule) {
      super(network);
      this.rule = rule;
      for (Trainable layer : getOrderedLayers()) {
        if (layer.getConfig() instanceof Layer settings) {
          layer.paramTable(false).entrySet().stream()
              .filter(entry -> settings.initializer().isWeightParam(settings, entry.getKey()))
              .forEach(entry -> weights.add(entry.getValue()));
        }
      }
    }

    @Override
    public synchronized void update(
        Gradient gradient, int step, int epoch, int images, LayerWorkspaceMgr workspaces) {
      super.update(gradient, step, epoch, images, workspaces);
      if (rule.weightDecay > 0) {
        double kept = 1 - rule.rate.valueAt(step, epoch) * rule.weightDecay;
        weights.forEach(weight -> weight.muli(kept));
      }
    }

    /** Makes sums means, all but the steps of running statistics, before the optimiser has them. */
    @Override
    protected void divideByMinibatch(boolean external, Gradient gradient, int images) {
      super.divideByMinibatch(external, gradient, images);
      if (rule.gradientNorm > 0) {
        double squares = 0;
        for (INDArray part : gradientsForMinibatchDivision) {
          double norm = part.norm2Number().doubleValue();
          squares += norm * norm;
        }
        double norm = Math.sqrt(squares);
        if (norm > rule.gradientNorm) {
          gradientsForMinibatchDivision.forEach(part -> part.muli(rule.gradientNorm / norm));
        }
      }
    }

    @Override
    public boolean equals(Object other) {
      return super.equals(other) && rule.equals(((BoundedUpdater) other).rule);
    }

    @Override
    public int hashCode() {
      return 31 * super.hashCode() + rule.hashCode();
    }
  }
}
