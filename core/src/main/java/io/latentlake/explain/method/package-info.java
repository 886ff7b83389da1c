/** The attribution methods, each found by its name. */
package io.latentlake.explain.method;
