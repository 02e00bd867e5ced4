/** The application that is measured: learners and what they did, as in the reference application. */
@NullMarked
package org.morango.benchmark.model;

import org.jspecify.annotations.NullMarked;
