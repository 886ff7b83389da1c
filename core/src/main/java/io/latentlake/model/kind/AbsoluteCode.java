package io.latentlake.model.kind;

/**
 * Σ|z|, summed over latent units. Its derivative is the sign of z, 0 at 0.
 *
 * @see <a href="https://doi.org/10.1038/381607a0">Olshausen and Field 1996</a>, for one
 */
record AbsoluteCode() implements CodePenalty {
  @Override
  public String name() {
    return "absolute_code";
  }

  @Override
  public String unit() {
    return "units of the code";
  }

  @Override
  public double[] penalise(double[] code, int images) {
    double[] terms = new double[images];
    int latent = code.length / images;
    for (int i = 0; i < code.length; i++) {
      terms[i / latent] += Math.abs(code[i]);
      code[i] = Math.signum(code[i]);
    }
    return terms;
  }
}
