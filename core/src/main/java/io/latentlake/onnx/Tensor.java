package io.latentlake.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * Values in an ONNX graph, some for each image, and what can be computed from them. A shape is that
 * of one image's values; the batch comes before it. Where two shapes differ, sides of 1 are
 * stretched, as ONNX does. Both sides of an operation have the same type.
 */
public final class Tensor {
  /** The oldest version of the standard operators that has all that tensors are written with. */
  static final int LEAST_OPERATOR_SET = 11;

  /** From here on the axes of a sum are an input. */
  private static final int AXES_OF_SUMS = 13;

  /** From here on the axes of other reductions are, too. */
  private static final int AXES_OF_ALL = 18;

  private final OnnxGraph graph;
  private final String name;
  private final ElementType type;
  private final int[] shape;

  Tensor(OnnxGraph graph, String name, ElementType type, int[] shape) {
    this.graph = graph;
    this.name = name;
    this.type = type;
    this.shape = shape.clone();
  }

  String name() {
    return name;
  }

  /**
   * What the values are.
   *
   * @return their type
   */
  public ElementType type() {
    return type;
  }

  /**
   * Shape of one image's values.
   *
   * @return the sides; none for a single value
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Values of one image.
   *
   * @return the product of the sides
   */
  public int values() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * Starts a node of an ONNX operator whose first input this is.
   *
   * @param operator such as {@code Conv}
   * @return the node
   */
  public OnnxNode into(String operator) {
    return graph.node(operator).with(this);
  }

  /**
   * Values of the same type that are the same for every image.
   *
   * @param values in order, the last axis fastest
   * @param sides of their shape
   * @return the values
   */
  public Tensor constant(double[] values, int... sides) {
    return graph.constant(type, values, sides);
  }

  private Tensor constant(double value) {
    return constant(new double[] {value});
  }

  private Tensor of(String operator) {
    return into(operator).gives(type, shape);
  }

  private Tensor of(String operator, Tensor other, ElementType result) {
    if (other.type != type) {
      throw new IllegalArgumentException(
          operator + " of " + name + ", " + type + ", and " + other.name + ", " + other.type);
    }
    return into(operator).with(other).gives(result, stretched(shape, other.shape));
  }

  private static int[] stretched(int[] one, int[] other) {
    int[] sides = (one.length < other.length ? other : one).clone();
    int[] fewer = one.length < other.length ? one : other;
    for (int i = 0; i < fewer.length; i++) {
      int at = sides.length - fewer.length + i;
      sides[at] = Math.max(sides[at], fewer[i]);
    }
    return sides;
  }

  /**
   * The same values of another type.
   *
   * @param other the type
   * @return the values
   */
  public Tensor as(ElementType other) {
    return other == type ? this : into("Cast").number("to", other.number()).gives(other, shape);
  }

  /**
   * The sum.
   *
   * @param other the second part
   * @return this + other
   */
  public Tensor plus(Tensor other) {
    return of("Add", other, type);
  }

  /**
   * The sum.
   *
   * @param other the second part
   * @return this + other
   */
  public Tensor plus(double other) {
    return plus(constant(other));
  }

  /**
   * The difference.
   *
   * @param other what is taken off
   * @return this − other
   */
  public Tensor minus(Tensor other) {
    return of("Sub", other, type);
  }

  /**
   * The difference.
   *
   * @param other what is taken off
   * @return this − other
   */
  public Tensor minus(double other) {
    return minus(constant(other));
  }

  /**
   * The difference the other way round.
   *
   * @param other what this is taken off
   * @return other − this
   */
  public Tensor from(double other) {
    return constant(other).minus(this);
  }

  /**
   * The product.
   *
   * @param other the factor
   * @return this × other
   */
  public Tensor times(Tensor other) {
    return of("Mul", other, type);
  }

  /**
   * The product.
   *
   * @param other the factor
   * @return this × other
   */
  public Tensor times(double other) {
    return times(constant(other));
  }

  /**
   * The quotient.
   *
   * @param other what this is divided by
   * @return this / other
   */
  public Tensor over(Tensor other) {
    return of("Div", other, type);
  }

  /**
   * The quotient.
   *
   * @param other what this is divided by
   * @return this / other
   */
  public Tensor over(double other) {
    return over(constant(other));
  }

  /**
   * The larger of both.
   *
   * @param other the other
   * @return the larger, value by value
   */
  public Tensor atLeast(Tensor other) {
    return of("Max", other, type);
  }

  /**
   * Values that are no lower than a bound.
   *
   * @param bound the bound
   * @return the larger of both
   */
  public Tensor atLeast(double bound) {
    return atLeast(constant(bound));
  }

  /**
   * The smaller of both.
   *
   * @param other the other
   * @return the smaller, value by value
   */
  public Tensor atMost(Tensor other) {
    return of("Min", other, type);
  }

  /**
   * Values that are no higher than a bound.
   *
   * @param bound the bound
   * @return the smaller of both
   */
  public Tensor atMost(double bound) {
    return atMost(constant(bound));
  }

  /**
   * The square.
   *
   * @return this × this
   */
  public Tensor squared() {
    return times(this);
  }

  /**
   * The square root.
   *
   * @return √this
   */
  public Tensor root() {
    return of("Sqrt");
  }

  /**
   * A power.
   *
   * @param exponent the exponent
   * @return this^exponent
   */
  public Tensor power(double exponent) {
    return of("Pow", constant(exponent), type);
  }

  /**
   * The exponential.
   *
   * @return e^this
   */
  public Tensor exponential() {
    return of("Exp");
  }

  /**
   * The natural logarithm.
   *
   * @return ln this
   */
  public Tensor logarithm() {
    return of("Log");
  }

  /**
   * The size.
   *
   * @return |this|
   */
  public Tensor size() {
    return of("Abs");
  }

  /**
   * The logistic function.
   *
   * @return 1 / (1 + e^−this)
   */
  public Tensor logistic() {
    return of("Sigmoid");
  }

  /**
   * The logarithm of what the logistic function of −this is the inverse of, finite for every
   * argument.
   *
   * @return ln(1 + e^this)
   */
  public Tensor softplus() {
    return atLeast(0).plus(size().times(-1).exponential().plus(1).logarithm());
  }

  /**
   * Whether values exceed a bound.
   *
   * @param bound the bound
   * @return true where this is greater
   */
  public Tensor exceeds(double bound) {
    return of("Greater", constant(bound), ElementType.BOOL);
  }

  /**
   * Chooses; this is true or false.
   *
   * @param where what stands where this is true
   * @param elsewhere what stands where it is not
   * @return the chosen values
   */
  public Tensor choose(Tensor where, Tensor elsewhere) {
    return into("Where")
        .with(where)
        .with(elsewhere)
        .gives(where.type, stretched(shape, stretched(where.shape, elsewhere.shape)));
  }

  /**
   * Chooses; this is true or false.
   *
   * @param where what stands where this is true
   * @param elsewhere what stands where it is not
   * @return the chosen values
   */
  public Tensor choose(Tensor where, double elsewhere) {
    return choose(where, where.constant(elsewhere));
  }

  /**
   * The sum of all values of an image.
   *
   * @return a value per image
   */
  public Tensor sum() {
    return reduced("ReduceSum", AXES_OF_SUMS, axes()).number("keepdims", 0).gives(type);
  }

  private OnnxNode reduced(String operator, int axesAsInput, int... axes) {
    OnnxNode node = into(operator);
    return graph.operatorSet() < axesAsInput ? node.list("axes", axes) : node.with(axes);
  }

  /**
   * The mean of all values of an image.
   *
   * @return a value per image
   */
  public Tensor mean() {
    return sum().over(values());
  }

  /**
   * The sum over the first axis, such as channels.
   *
   * @return values of the other axes, under a side of 1
   */
  public Tensor sumOfFirst() {
    int[] sides = shape();
    sides[0] = 1;
    return reduced("ReduceSum", AXES_OF_SUMS, 1).number("keepdims", 1).gives(type, sides);
  }

  /**
   * The sum over the last axis.
   *
   * @return values of the other axes
   */
  public Tensor sumOfLast() {
    return reduced("ReduceSum", AXES_OF_SUMS, shape.length)
        .number("keepdims", 0)
        .gives(type, Arrays.copyOf(shape, shape.length - 1));
  }

  /**
   * The largest whole number that is not above.
   *
   * @return ⌊this⌋
   */
  public Tensor floor() {
    return of("Floor");
  }

  /**
   * One of some for each image; this holds which.
   *
   * @param count how many there are
   * @param result type of the values
   * @return 1 at the position that this says, else 0: [count]
   */
  public Tensor oneOf(int count, ElementType result) {
    double[] positions = new double[count];
    Arrays.setAll(positions, i -> i);
    return reshaped(1).of("Equal", constant(positions, count), ElementType.BOOL).as(result);
  }

  /**
   * Values under each other along the first axis, such as channels.
   *
   * @param all of the same type, and of the same shape but for the first side; at least one
   * @return all, in order
   */
  public static Tensor joined(List<Tensor> all) {
    Tensor first = all.get(0);
    if (all.size() == 1) {
      return first;
    }
    OnnxNode node = first.into("Concat").number("axis", 1);
    all.subList(1, all.size()).forEach(node::with);
    int[] sides = first.shape();
    sides[0] = all.stream().mapToInt(one -> one.shape[0]).sum();
    return node.gives(first.type, sides);
  }

  /**
   * The highest value of an image.
   *
   * @return a value per image
   */
  public Tensor highest() {
    return reduced("ReduceMax", AXES_OF_ALL, axes()).number("keepdims", 0).gives(type);
  }

  /**
   * The highest values of an image.
   *
   * @param count how many
   * @return the values, falling
   */
  public Tensor highest(int count) {
    return row().into("TopK").with(count).number("axis", 1).withSecondResult().gives(type, count);
  }

  /**
   * The lowest values of an image.
   *
   * @param count how many
   * @return the values, rising
   */
  public Tensor lowest(int count) {
    return row()
        .into("TopK")
        .with(count)
        .number("axis", 1)
        .number("largest", 0)
        .withSecondResult()
        .gives(type, count);
  }

  private int[] axes() {
    int[] axes = new int[shape.length];
    Arrays.setAll(axes, i -> i + 1);
    return axes;
  }

  /**
   * The same values in another shape.
   *
   * @param sides the shape of one image's values
   * @return the values
   */
  public Tensor reshaped(int... sides) {
    if (Arrays.equals(sides, shape)) {
      return this;
    }
    int[] whole = new int[sides.length + 1];
    // 0 keeps the batch as it is
    System.arraycopy(sides, 0, whole, 1, sides.length);
    return into("Reshape").with(whole).gives(type, sides);
  }

  /**
   * All values in a row.
   *
   * @return the values
   */
  public Tensor row() {
    return reshaped(values());
  }

  /**
   * The same values with two axes exchanged.
   *
   * @param one an axis, counted from 0
   * @param other another
   * @return the values
   */
  public Tensor exchanged(int one, int other) {
    int[] order = new int[shape.length + 1];
    Arrays.setAll(order, i -> i);
    order[one + 1] = other + 1;
    order[other + 1] = one + 1;
    int[] sides = shape();
    sides[one] = shape[other];
    sides[other] = shape[one];
    return into("Transpose").list("perm", order).gives(type, sides);
  }

  /**
   * The matrix product, over the last axis.
   *
   * @param matrix rows as many as the last side of this; the same for every image
   * @param columns of the matrix
   * @return values whose last side is the number of columns
   */
  public Tensor timesMatrix(double[] matrix, int columns) {
    int last = shape.length - 1;
    int[] sides = shape();
    sides[last] = columns;
    return into("MatMul").with(constant(matrix, shape[last], columns)).gives(type, sides);
  }

  /**
   * Mixes the last two axes, rows and columns, each by itself.
   *
   * @param ofRows share of each row in each new one, new rows under each other
   * @param ofColumns share of each column in each new one, in the same order
   * @return values of as many rows and columns as the matrices make
   */
  public Tensor filtered(double[] ofRows, double[] ofColumns) {
    return rowsFiltered(ofRows).columnsFiltered(ofColumns);
  }

  private Tensor rowsFiltered(double[] shares) {
    int axis = shape.length - 2;
    if (isIdentity(shares, shape[axis])) {
      return this;
    }
    int[] sides = shape();
    sides[axis] = shares.length / shape[axis];
    return constant(shares, sides[axis], shape[axis]).into("MatMul").with(this).gives(type, sides);
  }

  private Tensor columnsFiltered(double[] shares) {
    int side = shape[shape.length - 1];
    int columns = shares.length / side;
    return isIdentity(shares, side) ? this : timesMatrix(turned(shares, columns), columns);
  }

  private static boolean isIdentity(double[] matrix, int columns) {
    if (matrix.length != columns * columns) {
      return false;
    }
    for (int i = 0; i < matrix.length; i++) {
      if (matrix[i] != (i / columns == i % columns ? 1 : 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Squared distances of what lies along the last axis, ‖z − v‖² as ‖z‖² − 2·z·v + ‖v‖²: the
   * differences would take a row for each vector. To be taken in double precision.
   *
   * @param vectors one after another, each as long as the last axis
   * @return distances, one for each vector along the last axis; rounding may take one below 0
   */
  public Tensor squaredDistances(double[] vectors) {
    int size = shape[shape.length - 1];
    int count = vectors.length / size;
    double[] columns = new double[vectors.length];
    double[] norms = new double[count];
    for (int i = 0; i < vectors.length; i++) {
      columns[i % size * count + i / size] = -2 * vectors[i];
      norms[i / size] += vectors[i] * vectors[i];
    }
    int[] single = shape();
    single[shape.length - 1] = 1;
    return timesMatrix(columns, count)
        .plus(constant(norms, count))
        .plus(squared().sumOfLast().reshaped(single));
  }

  private static double[] turned(double[] matrix, int rows) {
    int columns = matrix.length / rows;
    double[] turned = new double[matrix.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i % columns * rows + i / columns] = matrix[i];
    }
    return turned;
  }

  /**
   * Where the lowest value of the last axis is; the first of several.
   *
   * @return its position, counted from 0
   */
  public Tensor placeOfLowest() {
    return into("ArgMin")
        .number("axis", shape.length)
        .number("keepdims", 0)
        .gives(ElementType.INT64, Arrays.copyOf(shape, shape.length - 1));
  }

  /**
   * Looks rows of a table up; this holds their positions.
   *
   * @param table rows under each other
   * @param columns of the table; 0 for a table of single values
   * @param result type of the table's values
   * @return the rows, along a last axis
   */
  public Tensor rowsOf(double[] table, int columns, ElementType result) {
    int[] sides = columns == 0 ? shape : Arrays.copyOf(shape, shape.length + 1);
    int[] all = {table.length};
    if (columns > 0) {
      sides[shape.length] = columns;
      all = new int[] {table.length / columns, columns};
    }
    return graph
        .constant(result, table, all)
        .into("Gather")
        .with(this)
        .number("axis", 0)
        .gives(result, sides);
  }
}
