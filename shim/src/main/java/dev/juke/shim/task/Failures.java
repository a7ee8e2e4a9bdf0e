/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.linux.LinuxException;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.Method;
import dev.juke.ttrpc.StatusException;

/** Turns what can go wrong in a call into ttrpc's codes, which containerd's clients tell apart. */
final class Failures {
    private Failures() {}

    static Method translated(Method method) {
        return (context, payload) -> {
            try {
                return method.call(context, payload);
            } catch (InvalidProtocolBufferException e) {
                throw new StatusException(Code.INVALID_ARGUMENT, "the request cannot be read: " + e.getMessage());
            } catch (JukeException e) {
                throw new StatusException(code(e), e.line());
            } catch (AlreadyExists e) {
                throw failure(Code.ALREADY_EXISTS, e);
            } catch (Unsupported e) {
                throw failure(Code.UNIMPLEMENTED, e);
            } catch (Container.Finished e) {
                throw failure(Code.NOT_FOUND, e);
            } catch (Runc.Failure | LinuxException e) {
                throw failure(Code.UNKNOWN, e);
            }
        };
    }

    private static StatusException failure(Code code, Exception e) {
        return new StatusException(code, String.valueOf(e.getMessage()), e);
    }

    private static Code code(JukeException e) {
        return switch (e.category()) {
            case USAGE, INPUT -> Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Code.NOT_FOUND;
            case CONFLICT -> Code.FAILED_PRECONDITION;
            case HOST -> Code.UNKNOWN;
        };
    }
}
