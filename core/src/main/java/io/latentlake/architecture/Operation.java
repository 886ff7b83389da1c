package io.latentlake.architecture;

import java.io.Serializable;
import java.util.List;

/** What a node computes from the nodes before it. */
public sealed interface Operation extends Serializable {
  /**
   * Shape of the result.
   *
   * @param inputs shapes of the node's inputs
   * @return shape for one image
   * @throws IllegalArgumentException if the inputs do not fit
   */
  Shape output(List<Shape> inputs);

  /**
   * How many values training finds, running statistics among them.
   *
   * @param inputs shapes of the node's inputs
   * @return 0 for an operation without parameters
   */
  default long parameters(List<Shape> inputs) {
    return 0;
  }

  /**
   * Calls the reader's method for this operation.
   *
   * @param node the node that has it
   * @param reader who wants to know
   */
  void read(Node node, OperationReader reader);

  /**
   * An input of the network.
   *
   * @param shape of one image's values
   */
  record Input(Shape shape) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.input(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (!inputs.isEmpty()) {
        throw new IllegalArgumentException("an input of the network has no inputs of its own");
      }
      return shape;
    }
  }

  /**
   * Puts zeros around an image.
   *
   * @param padding how many
   */
  record Pad(Padding padding) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.pad(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return padding.around(only(inputs));
    }
  }

  /**
   * Cuts off what {@link Pad} puts around.
   *
   * @param padding how much
   */
  record Crop(Padding padding) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.crop(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return padding.within(only(inputs));
    }
  }

  /**
   * A convolution with weights [channels, input's channels, kernel, kernel].
   *
   * @param channels of the result
   * @param kernel side of the kernel in pixels
   * @param stride step of the kernel in pixels
   * @param margin zeros on each side
   * @param bias whether a value is added to each channel
   */
  record Convolution(int channels, int kernel, int stride, int margin, boolean bias)
      implements Operation {
    /**
     * Halves sides that are even.
     *
     * @param channels of the result
     * @param kernel side of the kernel in pixels, at least 2
     * @return a convolution of stride 2 without bias
     */
    public static Convolution halving(int channels, int kernel) {
      return new Convolution(channels, kernel, 2, (kernel - 1) / 2, false);
    }

    /**
     * Keeps both sides.
     *
     * @param channels of the result
     * @param bias whether a value is added to each channel
     * @return a convolution of kernel 3 and stride 1
     */
    public static Convolution keeping(int channels, boolean bias) {
      return new Convolution(channels, 3, 1, 1, bias);
    }

    /**
     * Computes each pixel from the same pixel.
     *
     * @param channels of the result
     * @param bias whether a value is added to each channel
     * @return a convolution of kernel 1 and stride 1
     */
    public static Convolution pixelwise(int channels, boolean bias) {
      return new Convolution(channels, 1, 1, 0, bias);
    }

    @Override
    public void read(Node node, OperationReader reader) {
      reader.convolution(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      Shape input = only(inputs);
      return new Shape(channels, side(input.height()), side(input.width()));
    }

    private int side(int pixels) {
      return (pixels + 2 * margin - kernel) / stride + 1;
    }

    @Override
    public long parameters(List<Shape> inputs) {
      return (long) channels * only(inputs).channels() * kernel * kernel + (bias ? channels : 0);
    }
  }

  /**
   * The transpose of a convolution, with weights [input's channels, channels, kernel, kernel].
   *
   * @param channels of the result
   * @param kernel side of the kernel in pixels
   * @param stride step of the kernel in pixels
   * @param margin zeros on each side of the convolution that is transposed
   * @param outputPadding rows and columns added to the smallest result, less than the stride
   * @param bias whether a value is added to each channel
   */
  record TransposedConvolution(
      int channels, int kernel, int stride, int margin, int outputPadding, boolean bias)
      implements Operation {
    /**
     * Doubles both sides.
     *
     * @param channels of the result
     * @param kernel side of the kernel in pixels, at least 2
     * @param bias whether a value is added to each channel
     * @return a transposed convolution of stride 2
     */
    public static TransposedConvolution doubling(int channels, int kernel, boolean bias) {
      return new TransposedConvolution(channels, kernel, 2, (kernel - 1) / 2, kernel % 2, bias);
    }

    @Override
    public void read(Node node, OperationReader reader) {
      reader.transposedConvolution(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      Shape input = only(inputs);
      return new Shape(channels, side(input.height()), side(input.width()));
    }

    private int side(int pixels) {
      return stride * (pixels - 1) + kernel - 2 * margin + outputPadding;
    }

    @Override
    public long parameters(List<Shape> inputs) {
      return (long) channels * only(inputs).channels() * kernel * kernel + (bias ? channels : 0);
    }
  }

  /**
   * Batch normalisation, γ·(x − mean)/√(variance + ε) + β with one of each a channel: in training
   * by the minibatch's mean and variance, afterwards by running ones.
   *
   * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
   */
  record Normalise() implements Operation {
    /** What is added to a variance: ε. */
    public static final double EPSILON = 1e-5;

    @Override
    public void read(Node node, OperationReader reader) {
      reader.normalise(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }

    @Override
    public long parameters(List<Shape> inputs) {
      return 4L * only(inputs).channels();
    }
  }

  /**
   * LeakyReLU; with slope 0 ReLU.
   *
   * @param slope below zero, 0 to 1
   */
  record Rectify(double slope) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.rectify(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }
  }

  /**
   * A dense layer of the input's values in channel-major order, with weights [values, units].
   *
   * @param units of the result
   * @param bias whether a value is added to each unit
   * @param initial what the weights are drawn from
   */
  record Dense(int units, boolean bias, InitialWeights initial) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.dense(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      only(inputs);
      return Shape.row(units);
    }

    @Override
    public long parameters(List<Shape> inputs) {
      return (long) units * only(inputs).values() + (bias ? units : 0);
    }
  }

  /**
   * The same values as an image, channel-major.
   *
   * @param shape of the result
   */
  record Reshape(Shape shape) implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.reshape(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (only(inputs).values() != shape.values()) {
        throw new IllegalArgumentException(
            only(inputs).values() + " values cannot become " + shape);
      }
      return shape;
    }
  }

  /** The values of an image as a row, channel-major. */
  record Flatten() implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.flatten(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return Shape.row(only(inputs).values());
    }
  }

  /** The mean of each channel over all places, a row. */
  record AveragePlaces() implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.averagePlaces(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return Shape.row(only(inputs).channels());
    }
  }

  /**
   * Draws from a diagonal Gaussian, mean + exp(½·log-variance)·noise, of three inputs in that
   * order. There is a row of values for each.
   *
   * @param draws how many for each image in training
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, section 2.4</a>
   */
  record Sample(int draws) implements Operation {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Sample {
      if (draws < 1) {
        throw new IllegalArgumentException("a sample of " + draws + " draws; at least 1 is needed");
      }
    }

    @Override
    public void read(Node node, OperationReader reader) {
      reader.sample(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (inputs.size() != 3
          || !inputs.get(0).equals(inputs.get(1))
          || !inputs.get(2).equals(Shape.row(draws * inputs.get(0).values()))) {
        throw new IllegalArgumentException(
            "a sample takes mean, log-variance and noise of one shape, the noise "
                + draws
                + " times; found "
                + inputs);
      }
      return inputs.get(0);
    }
  }

  /** Several rows as one, one after the other. */
  record Join() implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.join(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      for (Shape input : inputs) {
        if (!input.equals(Shape.row(input.values()))) {
          throw new IllegalArgumentException("only rows can be joined; found " + inputs);
        }
      }
      return Shape.row(inputs.stream().mapToInt(Shape::values).sum());
    }
  }

  /**
   * The sum of two inputs of one shape, value by value: a skip connection.
   *
   * @see <a href="https://arxiv.org/abs/1707.03718">Chaurasia and Culurciello 2017, LinkNet</a>
   */
  record Add() implements Operation {
    @Override
    public void read(Node node, OperationReader reader) {
      reader.add(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (inputs.size() != 2 || !inputs.get(0).equals(inputs.get(1))) {
        throw new IllegalArgumentException("a sum takes two inputs of one shape; found " + inputs);
      }
      return inputs.get(0);
    }
  }

  /**
   * Replaces each part of the values by the nearest vector of a codebook.
   *
   * @param codes vectors in the codebook
   * @param size values of a vector
   * @param places places of an input that is a map, whose vectors are the channels at a place; 1
   *     for a row, whose vectors lie one after the other. size × places divides the input's values
   * @see <a href="https://arxiv.org/abs/1711.00937">van den Oord et al. 2017</a>
   */
  record Quantise(int codes, int size, int places) implements Operation {
    /**
     * Where a value of a part lies in the input.
     *
     * @param part which part, counted from 0; of a map, place by place
     * @param value which of the part's values, counted from 0
     * @return the value's position, counted from 0
     */
    public int at(int part, int value) {
      return (part / places * size + value) * places + part % places;
    }

    @Override
    public void read(Node node, OperationReader reader) {
      reader.quantise(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (only(inputs).values() % (size * places) != 0) {
        throw new IllegalArgumentException(
            only(inputs).values() + " values are not made of vectors of " + size * places);
      }
      return inputs.get(0);
    }

    @Override
    public long parameters(List<Shape> inputs) {
      return (long) codes * (size + 1);
    }
  }

  /**
   * The images and, in training, as many neighbours after them, each an image moved by {@link
   * #STEP} × noise. It takes the images and the noise, a row of as many values. What computes from
   * it sees both, as one minibatch, as far as a {@link Half}; afterwards only images are there.
   */
  record Neighbours() implements Operation {
    /** A quarter of a grey level: less than images resolve, and far more than floats round off. */
    public static final double STEP = 1.0 / 1024;

    @Override
    public void read(Node node, OperationReader reader) {
      reader.neighbours(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      if (inputs.size() != 2 || !inputs.get(1).equals(Shape.row(inputs.get(0).values()))) {
        throw new IllegalArgumentException(
            "neighbours take images and a row of noise of as many values; found " + inputs);
      }
      return inputs.get(0);
    }
  }

  /**
   * What was computed from one half of what {@link Neighbours} give.
   *
   * @param of which half
   */
  record Half(Of of) implements Operation {
    /** A half. */
    public enum Of {
      /** The images themselves. */
      IMAGES,
      /** Their neighbours. */
      NEIGHBOURS
    }

    @Override
    public void read(Node node, OperationReader reader) {
      reader.half(node, this);
    }

    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }
  }

  private static Shape only(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("takes one input; found " + inputs.size());
    }
    return inputs.get(0);
  }
}
