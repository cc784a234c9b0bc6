// Photos made small on the phone, so that they cost little to send. What this browser cannot draw (HEIC on Android) goes
// as it is: the portal makes it small.
const MOST = 400 * 1024;
const TRIES = [[1600, 0.82], [1600, 0.7], [1280, 0.7], [1024, 0.65], [800, 0.55]];

async function drawn(bitmap, side, quality) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
}

export async function small(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return file;
  let blob = null;
  for (const [side, quality] of TRIES) {
    blob = await drawn(bitmap, side, quality);
    if (blob && blob.size <= MOST) break;
  }
  bitmap.close();
  return blob ?? file;
}

export function inBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

// On a page with a connection: what is chosen is made small before it is sent.
for (const field of document.querySelectorAll("input[type=file][data-small]")) {
  field.addEventListener("change", async () => {
    const chosen = new DataTransfer();
    for (const file of field.files) {
      const blob = await small(file);
      chosen.items.add(blob === file ? file : new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: blob.type }));
    }
    field.files = chosen.files;
  });
}
