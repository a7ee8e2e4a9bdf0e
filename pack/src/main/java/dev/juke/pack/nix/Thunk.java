/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import org.jspecify.annotations.Nullable;

/** An expression that is looked into once, when its value is asked for: what nobody asks for is never wrong. */
final class Thunk {
    private final Expression expression;
    private final Scope scope;
    private final Evaluation evaluation;
    private boolean busy;
    private @Nullable Value value;

    Thunk(Expression expression, Scope scope, Evaluation evaluation) {
        this.expression = expression;
        this.scope = scope;
        this.evaluation = evaluation;
    }

    Value value() {
        if (value != null) {
            return value;
        }
        if (busy) {
            throw expression.place().wrong("this value names itself", "write the value itself");
        }
        busy = true;
        Value found = evaluation.of(expression, scope);
        busy = false;
        value = found;
        return found;
    }
}
