package io.latentlake.model.kind;

/** ½·Σz², summed over latent units. Its derivative is z. */
record SquaredCode() implements CodePenalty {
  @Override
  public String name() {
    return "squared_code";
  }

  @Override
  public String unit() {
    return "squared units of the code";
  }

  @Override
  public double[] penalise(double[] code, int images) {
    double[] terms = new double[images];
    int latent = code.length / images;
    for (int i = 0; i < code.length; i++) {
      terms[i / latent] += 0.5 * code[i] * code[i];
    }
    return terms;
  }
}
