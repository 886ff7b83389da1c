package io.latentlake.architecture;

/** Reads the nodes of a network, a method for each operation. */
public interface OperationReader {
  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void input(Node node, Operation.Input operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void pad(Node node, Operation.Pad operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void crop(Node node, Operation.Crop operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void convolution(Node node, Operation.Convolution operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void transposedConvolution(Node node, Operation.TransposedConvolution operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void normalise(Node node, Operation.Normalise operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void rectify(Node node, Operation.Rectify operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void dense(Node node, Operation.Dense operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void reshape(Node node, Operation.Reshape operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void flatten(Node node, Operation.Flatten operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void averagePlaces(Node node, Operation.AveragePlaces operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void sample(Node node, Operation.Sample operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void add(Node node, Operation.Add operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void join(Node node, Operation.Join operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void quantise(Node node, Operation.Quantise operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void neighbours(Node node, Operation.Neighbours operation);

  /**
   * Reads such a node.
   *
   * @param node the node
   * @param operation its operation
   */
  void half(Node node, Operation.Half operation);
}
