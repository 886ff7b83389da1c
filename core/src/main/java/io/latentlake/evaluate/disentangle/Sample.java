package io.latentlake.evaluate.disentangle;

import java.util.List;

/**
 * Images whose factors and codes are known, in an order that depends on seed and image ids alone.
 *
 * @param split the split they are of
 * @param codes posterior mean or code, {@code [unit][image]}
 * @param factors the factors that vary
 * @param prior whether the codes have the scale of a prior
 */
record Sample(String split, double[][] codes, List<Factor> factors, Prior prior) {
  /** What gives codes their scale. */
  enum Prior {
    /** A VAE's prior has variance 1 in each unit. */
    STANDARD_NORMAL,
    /** Codes of another autoencoder have no scale of their own. */
    NONE
  }

  int units() {
    return codes.length;
  }

  int images() {
    return codes[0].length;
  }

  /** The codes image by image, {@code [image][unit]}. */
  double[][] rows() {
    double[][] rows = new double[images()][units()];
    for (int unit = 0; unit < units(); unit++) {
      for (int image = 0; image < rows.length; image++) {
        rows[image][unit] = codes[unit][image];
      }
    }
    return rows;
  }

  /** Classifiers are fitted on so many images, the first four fifths, and judged on the others. */
  int fitted() {
    return images() * 4 / 5;
  }
}
