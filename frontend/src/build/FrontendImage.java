/* SPDX-License-Identifier: Apache-2.0 */

/*
 * FrontendImage.java ROOT CONFIG ARCHIVE NAME: makes an image of one layer, all of a directory, as an archive that docker, podman, ctr and
 * skopeo take. Needs neither a daemon nor a registry; the same files give the same bytes. CONFIG has what the image's configuration
 * says under "config".
 */
import dev.juke.base.json.*;
import dev.juke.image.*;
import dev.juke.image.layout.*;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.*;

static final String EPOCH = "1970-01-01T00:00:00Z";

void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    JsonObject process = Json.readObject(Path.of(arguments[1]), "configuration", 1 << 20);
    try (Workspace work = Workspace.create();
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[2])))) {
        OciLayout layout = OciLayout.scratch(work.directory());
        LayerWriter.Layer layer;
        try (LayerWriter writer = new LayerWriter(layout)) {
            TreeLayer.write(FileTree.of(root), 0, writer.tar());
            layer = writer.commit();
        }
        Image image = Image.read(layout, manifest(layout, layer, process));
        ArchiveWriter.write(List.of(new NamedImage(List.of(ImageName.parse(arguments[3])), image)), ArchiveFormat.DOCKER, out);
        IO.println(image.id());
    }
}

Descriptor manifest(OciLayout layout, LayerWriter.Layer layer, JsonObject process) throws IOException {
    JsonArray diffIds = JsonArray.of(List.of(layer.diffId().toString()));
    JsonObject config = new JsonObject()
            .put("created", EPOCH)
            .put("architecture", Platform.host().architecture())
            .put("os", "linux")
            .put("config", process)
            .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", diffIds))
            .put("history", new JsonArray().add(new JsonObject().put("created", EPOCH).put("created_by", "juke: frontend")));
    Descriptor blob = layout.put(MediaType.CONFIG, Json.bytes(config));
    return layout.put(MediaType.MANIFEST, Manifest.of(blob, List.of(layer.blob()), Map.of()).bytes());
}
