package io.latentlake.explain;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import io.latentlake.model.target.ReconstructionErrorTarget;
import java.util.Arrays;
import java.util.Locale;

/** What an image is compared with: a picture of the same size that shows nothing in particular. */
public enum Baseline {
  /**
   * The reconstruction for a reconstruction error, or the blurred image where the model makes no
   * pictures; black for any other number.
   */
  AUTO {
    @Override
    public Baseline of(Target target, boolean reconstructs) {
      if (!(target instanceof ReconstructionErrorTarget)) {
        return BLACK;
      }
      return reconstructs ? RECONSTRUCTION : BLURRED;
    }

    @Override
    public Pixels of(ExplanationRequest request) {
      return of(request.target(), request.model().reconstructs()).of(request);
    }
  },
  /** Intensity 0 everywhere. */
  BLACK {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return new float[image.length];
    }
  },
  /** Intensity 1 everywhere. */
  WHITE {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return filled(image.length, 1);
    }
  },
  /** Intensity 0.5 everywhere. */
  GREY {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return filled(image.length, 0.5f);
    }
  },
  /** The image's own mean colour everywhere. */
  MEAN {
    @Override
    float[] of(ImageShape shape, float[] image) {
      int plane = shape.height() * shape.width();
      float[] baseline = new float[image.length];
      for (int c = 0; c < shape.channels(); c++) {
        double sum = 0;
        for (int p = 0; p < plane; p++) {
          sum += image[c * plane + p];
        }
        Arrays.fill(baseline, c * plane, (c + 1) * plane, (float) (sum / plane));
      }
      return baseline;
    }
  },
  /** The image after a Gaussian blur whose deviation is a tenth of the longer side. */
  BLURRED {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return GaussianBlur.ofDeviation(Math.max(shape.height(), shape.width()) / 10.0)
          .blur(shape, image);
    }
  },
  /** The mean of the reference images. */
  MEAN_IMAGE {
    @Override
    public boolean needsReferences() {
      return true;
    }

    @Override
    public Pixels of(ExplanationRequest request) {
      float[][] rows = new float[request.count()][];
      Arrays.fill(rows, request.references().mean());
      return new Pixels(request.images().shape(), rows);
    }
  },
  /** The reference image whose code is nearest to the image's. */
  NEAREST_NORMAL {
    @Override
    public boolean needsReferences() {
      return true;
    }

    @Override
    public Pixels of(ExplanationRequest request) {
      float[][] codes = request.model().encode(request.images());
      float[][] rows = new float[codes.length][];
      for (int i = 0; i < rows.length; i++) {
        ReferenceSet references = request.references();
        rows[i] = references.image(references.nearest(request.imageIds()[i], codes[i]));
      }
      return new Pixels(request.images().shape(), rows);
    }
  },
  /** What the model makes of the image; values beyond [0, 1] become the nearest end. */
  RECONSTRUCTION {
    @Override
    public Pixels of(ExplanationRequest request) {
      Pixels made = request.model().reconstruct(request.images());
      float[][] rows = new float[made.count()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = made.rows()[i].clone();
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = Math.max(0, Math.min(1, rows[i][j]));
        }
      }
      return new Pixels(made.shape(), rows);
    }
  };

  /**
   * What it stands for.
   *
   * @param target the number that is explained
   * @param reconstructs whether the model makes pictures of images
   * @return this, unless these decide
   */
  public Baseline of(Target target, boolean reconstructs) {
    return this;
  }

  /**
   * Whether it is made from reference images.
   *
   * @return true if the request has to have some
   */
  public boolean needsReferences() {
    return false;
  }

  /**
   * The baseline of each image.
   *
   * @param request the images
   * @return one picture per image; not to be written to
   */
  public Pixels of(ExplanationRequest request) {
    ImageShape shape = request.images().shape();
    float[][] baselines = new float[request.count()][];
    for (int i = 0; i < baselines.length; i++) {
      baselines[i] = of(shape, request.images().rows()[i]);
    }
    return new Pixels(shape, baselines);
  }

  /** Baseline of one image, channel-major, in a new array, if the image alone decides it. */
  float[] of(ImageShape shape, float[] image) {
    throw new UnsupportedOperationException(this + " needs more than the image");
  }

  /**
   * The name in options and tables.
   *
   * @return such as {@code black}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static float[] filled(int length, float value) {
    float[] baseline = new float[length];
    Arrays.fill(baseline, value);
    return baseline;
  }
}
