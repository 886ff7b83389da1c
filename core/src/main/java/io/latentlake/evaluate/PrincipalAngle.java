package io.latentlake.evaluate;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Angle between the image space of a linear autoencoder and that of a PCA. */
final class PrincipalAngle {
  private PrincipalAngle() {}

  /**
   * The columns of a linear decoder, one direction for each latent unit.
   *
   * @param linear a model of kind linear-ae
   * @return {@code [latent][pixel]}, neither orthogonal nor of unit length
   */
  @SuppressWarnings("try") // the scope is there to be closed
  static double[][] decoderDirections(ModelPackage linear) {
    try (InferenceModel model = linear.inferenceModel();
        var scope = model.scope()) {
      int latent = model.latentSize();
      int pixels = model.shape().values();
      INDArray units = model.decode(Nd4j.eye(latent)).reshape(latent, pixels);
      INDArray bias = model.decode(Nd4j.zeros(1, latent)).reshape(1, pixels);
      double[][] directions = units.toDoubleMatrix();
      double[] origin = bias.toDoubleMatrix()[0];
      for (double[] direction : directions) {
        for (int i = 0; i < pixels; i++) {
          direction[i] -= origin[i];
        }
      }
      return directions;
    }
  }

  /**
   * The largest principal angle between the spaces that two sets of vectors span.
   *
   * @param first {@code [vector][coordinate]}, linearly independent
   * @param second as many vectors, of the same length
   * @return degrees, from 0 (the same space) to 90
   */
  static double largestDegrees(double[][] first, double[][] second) {
    RealMatrix a = orthonormal(first);
    RealMatrix b = orthonormal(second);
    // By the sine, because the cosine of a small angle loses half its digits
    RealMatrix outside = b.subtract(a.multiply(a.transpose().multiply(b)));
    double sine = new SingularValueDecomposition(outside.transpose().multiply(outside)).getNorm();
    return Math.toDegrees(Math.asin(Math.min(1, Math.sqrt(sine))));
  }

  /** An orthonormal basis of the space that the rows span, as columns. */
  private static RealMatrix orthonormal(double[][] rows) {
    RealMatrix columns = new Array2DRowRealMatrix(rows, false).transpose();
    RealMatrix q = new QRDecomposition(columns).getQ();
    return q.getSubMatrix(0, q.getRowDimension() - 1, 0, rows.length - 1);
  }
}
