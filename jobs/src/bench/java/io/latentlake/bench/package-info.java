/**
 * The benchmarks: how many images a second each part of the product takes, beside Deeplearning4j as
 * it comes. Run from a checkout by {@code deploy/latentlake bench}; in no artefact.
 */
package io.latentlake.bench;
