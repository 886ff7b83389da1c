/**
 * The arithmetic of a network's layers on native memory: convolution, batch normalisation, dense
 * layers, the logistic function. Two routes give the same results: oneDNN called directly, for
 * float32 on x86-64, and ND4J's own operations for any other type or machine.
 */
package io.latentlake.kernel;
