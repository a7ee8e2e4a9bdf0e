/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are believed: those whose certificates this machine's bundle vouches for ({@code SSL_CERT_FILE}, else where
 * distributions keep it, else the JDK's own) or a registry's own directory, {@code certs.d/HOST[:PORT]/*.crt} below
 * {@code /etc/containers} and {@code /etc/docker} (containers-certs.d(5)).
 */
final class Trust {
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private static final List<Path> OWN = List.of(Path.of("/etc/containers/certs.d"), Path.of("/etc/docker/certs.d"));

    private Trust() {}

    /** For connections to one registry, {@code HOST[:PORT]}. */
    static SSLContext context(RegistryOptions options, String registry) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null, options.verify() ? trusted(options, registry) : new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new JukeException(
                    JukeException.Category.HOST, "certificates cannot be used: " + e.getMessage(), "check them", e);
        } catch (IOException e) {
            throw IoFailure.of("certificates cannot be read", e);
        }
    }

    private static TrustManager[] trusted(RegistryOptions options, String registry)
            throws GeneralSecurityException, IOException {
        List<Path> files = new ArrayList<>();
        Path bundle = bundle(options.environment().get("SSL_CERT_FILE"));
        if (bundle != null) {
            files.add(bundle);
        }
        for (Path directory : OWN) {
            Path own = directory.resolve(registry);
            if (Files.isDirectory(own)) {
                try (DirectoryStream<Path> certificates = Files.newDirectoryStream(own, "*.crt")) {
                    certificates.forEach(files::add);
                }
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(bundle == null && files.isEmpty() ? null : store(files));
        return factory.getTrustManagers();
    }

    private static @Nullable Path bundle(@Nullable String named) {
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        return BUNDLES.stream().filter(Files::isReadable).findFirst().orElse(null);
    }

    private static KeyStore store(List<Path> files) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                for (Certificate certificate : factory.generateCertificates(in)) {
                    store.setCertificateEntry(Integer.toString(store.size()), certificate);
                }
            }
        }
        return store;
    }

    /** Believes everyone, whatever name a certificate has: for {@code --tls-verify=false}. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
