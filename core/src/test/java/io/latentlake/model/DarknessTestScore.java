package io.latentlake.model;

import io.latentlake.kernel.OffHeap;

/** A score that only tests know: how dark an image is, whatever the model makes of it. */
public final class DarknessTestScore implements AnomalyScore {
  /** Its name. */
  public static final String NAME = "test_darkness";

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inWords() {
    return "darkness";
  }

  @Override
  public String unit(ModelOptions model) {
    return "shades";
  }

  @Override
  public double[] perImage(Reconstructions found) {
    double[] values = OffHeap.read(found.images());
    double[] sums = new double[(int) found.images().size(0)];
    for (int i = 0; i < values.length; i++) {
      sums[i / (values.length / sums.length)] += 1 - values[i];
    }
    return sums;
  }
}
