// Photos made small on the phone, so that they cost little to send. What this browser cannot draw (HEIC on Android) goes
// as it is: the portal makes it small.
// The longest side and the bytes: of what a place looks like, and of a paper, whose small print must be read.
const SEEN = [1600, 400 * 1024];
const READ = [2200, 900 * 1024];
const TRIES = [[1, 0.82], [1, 0.7], [0.8, 0.7], [0.64, 0.65], [0.5, 0.55]];

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

export async function small(file, [side, most] = SEEN) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return file;
  let blob = null;
  for (const [share, quality] of TRIES) {
    blob = await drawn(bitmap, Math.round(side * share), quality);
    if (blob && blob.size <= most) break;
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
      const blob = await small(file, field.dataset.small === "paper" ? READ : SEEN);
      chosen.items.add(blob === file ? file : new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: blob.type }));
    }
    field.files = chosen.files;
  });
}
